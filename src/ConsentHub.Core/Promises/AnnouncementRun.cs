using ConsentHub.Sites;
using ConsentHub.Sites.Publishing;

namespace ConsentHub.Promises;

/// <summary>Publishes announced versions at their time. Looks at the start and every second, in every instance; the store lets one of them publish.</summary>
internal sealed partial class AnnouncementRun(
    SiteDirectory sites, SitePublisher publisher, IRetentionStore clock, TimeProvider time, ILogger<AnnouncementRun> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Why announced versions are not published; null while they are.</summary>
    public string? Error { get; private set; }

    /// <summary>One turn: each site whose announced version is due. A failure of one site leaves the others their turn.</summary>
    public async Task RunTurnAsync(CancellationToken ct)
    {
        var failure = await TryAsync(ct);
        if (failure is not null && Error is null)
            Log.Failed(log, failure);

        Error = failure is null ? null : "Announced versions could not be published. The log has the reason.";
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
            await RunTurnAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Why something failed; null if nothing did.</returns>
    private async Task<string?> TryAsync(CancellationToken ct)
    {
        string? failure = null;
        try
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            var announced = sites.Loaded.Where(s => s.Announced is not null).ToList();
            // A wrong clock would publish a version before its time.
            if (announced.Count == 0 || (failure = EngineClock.Explain(await clock.AdvanceClockAsync(now, ct), now)) is not null)
                return failure;

            foreach (var site in announced.Where(s => s.Announced!.EffectiveFrom <= now))
            {
                var error = await TryAsync(site.Key, ct);
                failure ??= error;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure ??= e.Message;
        }

        return failure;
    }

    private async Task<string?> TryAsync(string key, CancellationToken ct)
    {
        try
        {
            if (await publisher.PublishAnnouncedAsync(key, ct) is { } published)
                Log.Published(log, key, published.Version, published.Material);

            await sites.ReloadAsync(ct);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e.Message;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(21, LogLevel.Information, "Site {Site}: the announced version {Version} is published (material: {Material}).")]
        public static partial void Published(ILogger logger, string site, int version, bool material);

        [LoggerMessage(22, LogLevel.Error, "Announced versions could not be published: {Reason} The hub retries every second.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
