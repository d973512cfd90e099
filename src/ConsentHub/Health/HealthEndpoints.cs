using System.Text.Json.Serialization;
using ConsentHub.Backups;
using ConsentHub.Erasures;
using ConsentHub.Http;
using ConsentHub.Redis;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;

namespace ConsentHub.Health;

/// <summary>For load balancers and people on call: is the process alive, and can it do its work.</summary>
internal static class HealthEndpoints
{
    /// <summary>Files that one answer names; <see cref="Readiness.SiteFilesWaiting"/> counts all.</summary>
    private const int MaxFiles = 100;

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("alive")).ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).Produces<Readiness>().Produces<Readiness>(503).WithTags("Health")
            .WithName("getReadiness").WithSummary("200 while choices can be stored; names site files that were not applied, and other promises that can't be kept");
    }

    private static async Task<IResult> Ready(HttpContext context, ReadyCheck store, SiteFolder folder, SiteDirectory sites, RedisConnection redis, Draining hub, ErasureJournal journal, BackupFolder backups, ErasedIdExpiry ids, ErasureCompletion erasures)
    {
        context.Response.Headers.CacheControl = "no-store";
        var fault = hub.IsDraining ? "The hub is about to stop." : await store.FaultAsync(context.RequestAborted);
        // Where choices can be stored, nothing else is a reason to take the server out: choices would be lost for it.
        // Reasons with paths stay in the log; this answer is public.
        var journalFault = journal.FindFault() is null ? null : "The erasure journal can't be written, so nobody can be erased. The log has the reason.";
        var files = folder.Problems;
        var readiness = new Readiness(
            hub.IsDraining ? "stopping" : fault is not null ? "unavailable" : journalFault is not null || backups.HasFailed || ids.HasFailed || erasures.HasFailed ? "degraded" : "ready",
            fault, journalFault, backups.HasFailed ? "Expired backups could not be deleted. The log has the reason." : null,
            ids.HasFailed ? "Ids of erased records could not be deleted at their date. The log has the reason." : null,
            erasures.HasFailed ? "Erasures that were broken off could not be finished. The log has the reason." : null, redis.Fault, sites.Count,
            [.. files.Take(MaxFiles).Select(p => p with { File = Path.GetFileName(p.File) })], files.Count);
        return TypedResults.Json(readiness, ReadinessJson.Default.Readiness, statusCode: fault is null ? 200 : 503);
    }
}

/// <param name="Status"><c>ready</c>, <c>degraded</c> where choices are stored and another promise is not kept, <c>unavailable</c> or <c>stopping</c>.</param>
/// <param name="Store">Why nothing can be stored; absent while all is well.</param>
/// <param name="Journal">Why nobody can be erased; absent while all is well.</param>
/// <param name="Backups">Why backups are older than erasure statements say; absent while all is well.</param>
/// <param name="ErasedIds">Why ids of erased records outlive the date in erasure statements; absent while all is well.</param>
/// <param name="Erasures">Why erasures are not finished that were broken off; absent while all is well.</param>
/// <param name="Redis">Why Redis is not used; absent while all is well, and without Redis. Nothing is refused because of it.</param>
/// <param name="Sites">How many sites are published.</param>
/// <param name="SiteFiles">Files that are not applied, and why; the first hundred by name.</param>
/// <param name="SiteFilesWaiting">How many there are in all; absent for none.</param>
internal sealed record Readiness(
    string Status, string? Store, string? Journal, string? Backups, string? ErasedIds, string? Erasures, string? Redis, int Sites, IReadOnlyList<SiteFileProblem> SiteFiles,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int SiteFilesWaiting);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class ReadinessJson : JsonSerializerContext;
