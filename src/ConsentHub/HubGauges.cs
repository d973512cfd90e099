using ConsentHub.Backups;
using ConsentHub.Duties;
using ConsentHub.Erasures;
using ConsentHub.Metrics;
using ConsentHub.Promises;
using ConsentHub.Redis;
using ConsentHub.Sites.Files;
using ConsentHub.Sites;
using ConsentHub.Webhooks;

namespace ConsentHub;

/// <summary>Gauges that read other parts of the hub at each scrape.</summary>
internal static class HubGauges
{
    public static void ObserveHub(this IServiceProvider services)
    {
        var metrics = services.GetRequiredService<HubMetrics>();
        var sites = services.GetRequiredService<SiteDirectory>();
        var files = services.GetRequiredService<SiteFolder>();
        var slices = services.GetRequiredService<ErasureSlices>();
        var journal = services.GetRequiredService<ErasureJournal>();
        var backups = services.GetRequiredService<BackupFolder>();
        var ids = services.GetRequiredService<ErasedIdExpiry>();
        var erasures = services.GetRequiredService<ErasureCompletion>();
        var retention = services.GetRequiredService<RetentionRun>();
        var announcements = services.GetRequiredService<AnnouncementRun>();
        var duties = services.GetRequiredService<DutyRun>();
        var webhooks = services.GetRequiredService<WebhookSender>();
        var redis = services.GetRequiredService<RedisConnection>();

        metrics.Observe("consenthub.sites", "{site}", "Sites that are published.", () => sites.Count);
        metrics.Observe("consenthub.site_files.unapplied", "{file}", "Site files that are not applied. /health/ready names them.", () => files.Problems.Count);
        metrics.Observe("consenthub.erasures.pending", "{erasure}", "Erasures that this process has begun and not finished.", () => slices.UnderWay);
        metrics.Observe("consenthub.retention.delay", "s", "How long the first consent record has waited to be examined or removed.", () => (long)retention.Delay.TotalSeconds);
        metrics.Observe("consenthub.duties.open", "{duty}", "Duties that other systems have not acknowledged.", () => duties.Counts.Open);
        metrics.Observe("consenthub.duties.overdue", "{duty}", "Duties of other systems that are past their due time.", () => duties.Counts.Overdue);
        metrics.Observe("consenthub.duties.delay", "s", "How long the first overdue duty has been overdue.", () => (long)duties.Delay.TotalSeconds);
        metrics.Observe("consenthub.webhooks.waiting", "{message}", "Messages to webhooks that are due and not delivered, those of disabled webhooks too.", () => webhooks.Waiting);
        metrics.Observe("consenthub.webhooks.disabled", "{webhook}", "Webhooks to which nothing is sent, because a delivery failed for good.", () => webhooks.DisabledCount);
        metrics.Observe("consenthub.fault", "1", "1 while the hub can't keep a promise; the parts are those in /health/ready.",
            ("journal", () => Flag(journal.FindError() is not null)), ("backups", () => Flag(backups.HasFailed)), ("erased_ids", () => Flag(ids.HasFailed)),
            ("erasures", () => Flag(erasures.HasFailed)), ("retention", () => Flag(retention.Error is not null)), ("announcements", () => Flag(announcements.Error is not null)), ("duties", () => Flag(duties.Error is not null)), ("redis", () => Flag(redis.Error is not null)));
    }

    private static long Flag(bool error) => error ? 1 : 0;
}
