using System.Text;

namespace ConsentHub.Http;

/// <summary>States publicly that this origin abides by Global Privacy Control (W3C GPC, the GPC support resource).</summary>
internal static class GpcSupport
{
    /// <summary>Date of the last change in how the hub treats the signal; update it with each such change.</summary>
    private const string LastUpdate = "2026-11-21";

    private static readonly byte[] Statement = Encoding.UTF8.GetBytes($$"""{"gpc": true, "lastUpdate": "{{LastUpdate}}"}""");

    public static void MapGpcSupport(this IEndpointRouteBuilder app) =>
        app.MapGet("/.well-known/gpc.json", (HttpContext context) =>
        {
            PublicMaterial.AllowAnyone(context);
            context.Response.Headers.CacheControl = "public, max-age=86400";
            return TypedResults.Bytes(Statement, "application/json");
        }).WithTags("Health").WithName("getGpcSupport").WithSummary("States that this hub honours Global Privacy Control").Produces<object>();
}
