using ConsentHub.Consents;
using ConsentHub.Sites;

namespace ConsentHub.Visitors;

/// <summary>Logs once a minute for each site how many choices the daily limit refused, without naming visitors.</summary>
internal sealed partial class DailyLimitRefusals(TimeProvider time, ILogger<DailyLimitRefusals> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock guard = new();
    private Dictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>Counts a refused choice.</summary>
    public void Count(Site site)
    {
        lock (guard)
            counts[site.Key] = counts.GetValueOrDefault(site.Key) + 1;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        LogCounts();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            LogCounts();
    }

    private void LogCounts()
    {
        Dictionary<string, long> taken;
        lock (guard)
            (taken, counts) = (counts, new(StringComparer.Ordinal));

        foreach (var (site, count) in taken)
            Log.Refused(log, site, count, DayCount.Limit);
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Warning, "Site {Site}: {Count} choices were refused with 429, because their visitors had reached the limit of {Limit} choices a day. Withdrawals were stored.")]
        public static partial void Refused(ILogger logger, string site, long count, int limit);
    }
}
