using System.Text.Json.Serialization;
using ConsentHub.Backups;
using ConsentHub.Duties;
using ConsentHub.Erasures;
using ConsentHub.Http;
using ConsentHub.Intake;
using ConsentHub.Promises;
using ConsentHub.Redis;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Webhooks;

namespace ConsentHub.Health;

/// <summary>Endpoints for load balancers and on-call engineers. They report whether the process is alive, and whether it is ready.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maximum number of site files that one response names; <see cref="Readiness.SiteFilesWaiting"/> counts all of them.</summary>
    private const int MaxFiles = 100;

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("alive")).ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).Produces<Readiness>().Produces<Readiness>(503).WithTags("Health")
            .WithName("getReadiness").WithSummary("200 while the hub can store choices; names site files that are not applied, and promises that the hub can't keep");
    }

    private static async Task<IResult> Ready(HttpContext context, ReadyCheck store, SiteFolder folder, SiteDirectory sites, RedisConnection redis, Draining hub, ErasureJournal journal, BackupFolder backups, ErasedIdExpiry ids, ErasureCompletion erasures, RetentionRun retention, DutyRun duties, WebhookSender webhooks, MailSender mail)
    {
        context.Response.Headers.CacheControl = "no-store";
        var error = hub.IsDraining ? "The hub is about to stop." : await store.FindErrorAsync(context.RequestAborted);
        // While choices can be stored, no other failure causes a 503: a load balancer that takes the server out of service would lose choices.
        // This response is public, so it omits reasons that contain paths. The log has these reasons.
        var journalError = journal.FindError() is null ? null : "The erasure journal can't be written, so no erasure is possible. The log has the reason.";
        var files = folder.Problems;
        var readiness = new Readiness(
            hub.IsDraining ? "stopping" : error is not null ? "unavailable" : journalError is not null || backups.HasFailed || ids.HasFailed || erasures.HasFailed || retention.Error is not null || duties.Error is not null ? "degraded" : "ready",
            error, journalError, backups.HasFailed ? "Expired backups could not be deleted. The log has the reason." : null,
            ids.HasFailed ? "Ids of erased records could not be deleted on the promised date. The log has the reason." : null,
            erasures.HasFailed ? "Interrupted erasures could not be finished. The log has the reason." : null, retention.Error, duties.Error ?? duties.Overdue, webhooks.Error ?? webhooks.Disabled, mail.Error, redis.Error, sites.Count,
            [.. files.Take(MaxFiles).Select(p => p with { File = Path.GetFileName(p.File) })], files.Count);
        return TypedResults.Json(readiness, ReadinessJson.Default.Readiness, statusCode: error is null ? 200 : 503);
    }
}

/// <param name="Status"><c>ready</c>; <c>degraded</c> if choices are stored but another promise is not kept; <c>unavailable</c> if no choice can be stored; <c>stopping</c> if the hub is about to stop.</param>
/// <param name="Store">Why no choice can be stored; absent if the store works.</param>
/// <param name="Journal">Why no erasure is possible; absent if erasure works.</param>
/// <param name="Backups">Why backups are kept longer than erasure statements promise; absent if the hub keeps this promise.</param>
/// <param name="ErasedIds">Why ids of erased records are kept longer than erasure statements promise; absent if the hub keeps this promise.</param>
/// <param name="Erasures">Why interrupted erasures could not be finished; absent if no attempt failed.</param>
/// <param name="Retention">Why consent records are kept longer than the notices promise; absent if the hub keeps this promise.</param>
/// <param name="Duties">Why the hub can't hand out duties, or that other systems have overdue duties, which does not change the status; absent if neither is so.</param>
/// <param name="Webhooks">Why the hub can't send duties to webhooks, or that webhooks are disabled, which does not change the status; absent if neither is so.</param>
/// <param name="Mail">Why the hub can't send mail about privacy requests, which does not change the status; absent while it can, or if no mail server is configured.</param>
/// <param name="Redis">Why Redis is not used; absent while Redis is connected, or if no Redis is configured. The hub refuses no request because of Redis.</param>
/// <param name="Sites">How many sites are published.</param>
/// <param name="SiteFiles">Site files that are not applied, with the reasons; at most the first hundred by name.</param>
/// <param name="SiteFilesWaiting">Number of site files that are not applied; absent if all files are applied.</param>
internal sealed record Readiness(
    string Status, string? Store, string? Journal, string? Backups, string? ErasedIds, string? Erasures, string? Retention, string? Duties, string? Webhooks, string? Mail, string? Redis, int Sites, IReadOnlyList<SiteFileProblem> SiteFiles,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int SiteFilesWaiting);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class ReadinessJson : JsonSerializerContext;
