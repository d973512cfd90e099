using System.Text.Json.Serialization;
using ConsentHub.Instances;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.Hosting;

/// <summary>For load balancers and people on call: is the process alive, and can it do its work.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("alive")).ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).Produces<Readiness>().Produces<Readiness>(503).WithTags("Health")
            .WithSummary("200 while choices can be stored; names site files that were not applied");
    }

    private static async Task<IResult> Ready(HttpContext context, IStoreHealth store, SiteFolder folder, SiteDirectory sites, RedisLink redis, Draining hub)
    {
        context.Response.Headers.CacheControl = "no-store";
        var fault = hub.IsDraining ? "The hub is about to stop." : await store.CheckAsync(context.RequestAborted);
        // A bad site file, or Redis away, is not a reason to take the server out: the version that ran goes on running.
        var readiness = new Readiness(
            fault is null ? "ready" : hub.IsDraining ? "stopping" : "unavailable", fault, redis.Fault, sites.Count,
            [.. folder.Problems.Select(p => p with { File = Path.GetFileName(p.File) })]);
        return TypedResults.Json(readiness, ReadinessJson.Default.Readiness, statusCode: fault is null ? 200 : 503);
    }
}

/// <param name="Status"><c>ready</c>, <c>unavailable</c> or <c>stopping</c>.</param>
/// <param name="Store">Why nothing can be stored; absent while all is well.</param>
/// <param name="Redis">Why Redis is not used; absent while all is well, and without Redis. Nothing is refused because of it.</param>
/// <param name="Sites">How many sites are published.</param>
/// <param name="SiteFiles">Files that were not applied, and why.</param>
internal sealed record Readiness(string Status, string? Store, string? Redis, int Sites, IReadOnlyList<SiteFileProblem> SiteFiles);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class ReadinessJson : JsonSerializerContext;
