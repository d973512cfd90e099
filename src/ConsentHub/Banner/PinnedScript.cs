using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConsentHub.Http;
using ConsentHub.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConsentHub.Banner;

/// <summary>The permanent URL of the script's current build, and the hash with which a page can pin this build.</summary>
/// <param name="Banner">The name of the build, as records store it.</param>
/// <param name="Src">The URL of the script without a notice. The script tag names its site in <c>data-site</c>.</param>
/// <param name="Integrity">The value of the script tag's attribute <c>integrity</c>.</param>
internal sealed record PinnedScript(string Banner, string Src, string Integrity)
{
    public static void Map(RouteGroupBuilder site) =>
        site.MapGet("/script", Get).Produces<PinnedScript>().ProducesProblems(404).WithName("getPinnedScript").WithSummary("URL and hash of the script's current build, for Subresource Integrity");

    private static JsonHttpResult<PinnedScript> Get(HttpContext context, BannerCode code, HubSettings settings)
    {
        var request = context.Request;
        var hub = settings.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Json(
            new PinnedScript(code.Hash, $"{hub}/banner/{code.Hash}/consenthub.js", code.Integrity), PinnedScriptJson.Readable.PinnedScript);
    }
}

[JsonSerializable(typeof(PinnedScript))]
internal sealed partial class PinnedScriptJson : JsonSerializerContext
{
    /// <summary>Site owners copy the hash from the response, so <c>+</c> must not be escaped.</summary>
    public static PinnedScriptJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
