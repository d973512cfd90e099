using System.Text.Json.Serialization;
using ConsentHub.Backups;
using ConsentHub.Erasures;
using ConsentHub.Http;
using ConsentHub.Redis;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;

namespace ConsentHub.Health;

/// <summary>For load balancers and on-call engineers: whether the process is alive, and whether it is ready.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maximum number of files in one response; <see cref="Readiness.SiteFilesWaiting"/> counts all.</summary>
    private const int MaxFiles = 100;

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("alive")).ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).Produces<Readiness>().Produces<Readiness>(503).WithTags("Health")
            .WithName("getReadiness").WithSummary("200 while the hub can store choices; names site files that are not applied and promises that can't be kept");
    }

    private static async Task<IResult> Ready(HttpContext context, ReadyCheck store, SiteFolder folder, SiteDirectory sites, RedisConnection redis, Draining hub, ErasureJournal journal, BackupFolder backups, ErasedIdExpiry ids, ErasureCompletion erasures)
    {
        context.Response.Headers.CacheControl = "no-store";
        var error = hub.IsDraining ? "The hub is about to stop." : await store.FindErrorAsync(context.RequestAborted);
        // While choices can be stored, no other failure makes this 503: taking the server out would lose choices.
        // Reasons with paths are only logged; this response is public.
        var journalError = journal.FindError() is null ? null : "The erasure journal can't be written, so no erasure is possible. The log has the reason.";
        var files = folder.Problems;
        var readiness = new Readiness(
            hub.IsDraining ? "stopping" : error is not null ? "unavailable" : journalError is not null || backups.HasFailed || ids.HasFailed || erasures.HasFailed ? "degraded" : "ready",
            error, journalError, backups.HasFailed ? "Expired backups could not be deleted. The log has the reason." : null,
            ids.HasFailed ? "Ids of erased records could not be deleted on the promised date. The log has the reason." : null,
            erasures.HasFailed ? "Interrupted erasures could not be finished. The log has the reason." : null, redis.Error, sites.Count,
            [.. files.Take(MaxFiles).Select(p => p with { File = Path.GetFileName(p.File) })], files.Count);
        return TypedResults.Json(readiness, ReadinessJson.Default.Readiness, statusCode: error is null ? 200 : 503);
    }
}

/// <param name="Status"><c>ready</c>, <c>degraded</c> if choices are stored but another promise is not kept, <c>unavailable</c> or <c>stopping</c>.</param>
/// <param name="Store">Why no choice can be stored; absent if the store works.</param>
/// <param name="Journal">Why no erasure is possible; absent if erasure works.</param>
/// <param name="Backups">Why backups outlive the date in erasure statements; absent if none does.</param>
/// <param name="ErasedIds">Why ids of erased records outlive the date in erasure statements; absent if none does.</param>
/// <param name="Erasures">Why interrupted erasures are not finished; absent if none failed.</param>
/// <param name="Redis">Why Redis is not used; absent while it is connected, and without Redis. No request is refused because of it.</param>
/// <param name="Sites">How many sites are published.</param>
/// <param name="SiteFiles">Files that are not applied, and why; the first hundred by name.</param>
/// <param name="SiteFilesWaiting">Number of files that are not applied; absent if none.</param>
internal sealed record Readiness(
    string Status, string? Store, string? Journal, string? Backups, string? ErasedIds, string? Erasures, string? Redis, int Sites, IReadOnlyList<SiteFileProblem> SiteFiles,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int SiteFilesWaiting);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class ReadinessJson : JsonSerializerContext;
