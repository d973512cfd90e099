using ConsentHub.Consents;
using ConsentHub.Metrics;
using ConsentHub.Sites.Model;
using ConsentHub.Stores;

namespace ConsentHub.Promises;

/// <summary>Removes consent records at the end of their promised period: looks for due records at the start and every few seconds, even if nothing is written.</summary>
internal sealed partial class RetentionRun(
    IRetentionStore store, IConsentStore consents, RetentionPromises promises, HubMetrics metrics, TimeProvider time, ILogger<RetentionRun> log) : BackgroundService
{
    /// <summary>The most transactions of one site in a turn, so that every site gets its turn soon.</summary>
    private const int SlicesAtOnce = 64;

    /// <summary>After each transaction the run rests this many times as long as the transaction took, so that choices have the store for themselves most of the time.</summary>
    private const int Rest = 9;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5), LongestRest = TimeSpan.FromSeconds(1), Saturated = TimeSpan.FromMilliseconds(50);

    /// <summary>A site is looked at this often even if nothing is known to be due.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    private readonly Dictionary<int, (RetentionRules Rules, DateTimeOffset Next)> plans = [];
    private long oldest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private ClockCheck clock;

    /// <summary>Why nothing is removed; null while the promises are kept.</summary>
    public string? Error { get; private set; }

    /// <summary>How long the first record that should have been examined or removed has waited; zero if none waits.</summary>
    public TimeSpan Delay => TimeSpan.FromMilliseconds(Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - Interlocked.Read(ref oldest)));

    /// <summary>One turn: each site that has something to do, until nothing is left or its turn is over.</summary>
    /// <returns>How many records were removed.</returns>
    public async Task<int> RunTurnAsync(CancellationToken ct)
    {
        var sites = await promises.AllAsync(ct);
        if (sites.Count == 0)
            return 0;

        // The whole turn uses this time: a clock that leaps later is checked by the next turn.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (!Accept(await store.AdvanceClockAsync(now, ct), now))
            return 0;

        var removed = 0;
        var failures = new List<Exception>();
        foreach (var rules in sites)
        {
            try
            {
                removed += await RunSiteAsync(rules, now, ct);
            }
            catch (Exception e) when (e is not (OperationCanceledException or StoreUnavailableException))
            {
                // The other sites' promises are kept all the same.
                failures.Add(e);
            }
        }

        Interlocked.Exchange(ref oldest, plans.Values.Min(p => p.Next).ToUnixTimeMilliseconds());
        if (removed > 0)
            await store.EndAsync();

        return failures.Count == 0 ? removed : throw failures[0];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The counter is there from the start, so that its increase can be watched.
        metrics.Retention.Add(RetentionClass.ConsentRecords, 0);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                if (await RunTurnAsync(stoppingToken) is > 0 and var removed)
                    Log.Removed(log, removed);

                if (clock != ClockCheck.Ahead)
                    Error = null;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Any error may be temporary: it is logged once, and the run is retried.
                if (Error is null)
                    Log.NotRemoved(log, e.Message);

                Error = "Consent records could not be removed at the end of their promised period. The log has the reason.";
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> RunSiteAsync(RetentionRules rules, DateTimeOffset now, CancellationToken ct)
    {
        if (plans.TryGetValue(rules.Site, out var plan) && ReferenceEquals(plan.Rules, rules) && plan.Next > now)
            return 0;

        plans[rules.Site] = (rules, now);
        var removed = 0;
        for (var slices = 0; slices < SlicesAtOnce; slices++)
        {
            while (consents.IsSaturated)
                await Task.Delay(Saturated, TimeProvider.System, ct);

            var began = TimeProvider.System.GetTimestamp();
            var slice = await store.RunAsync(rules, now, ct);
            if (slice.IsSkipped)
                break;

            removed += slice.Removed;
            if (slice.Removed > 0)
                metrics.Retention.Add(RetentionClass.ConsentRecords, slice.Removed);
            plans[rules.Site] = (rules, slice.Next < now + LookAgain ? slice.Next.Value : now + LookAgain);
            if (plans[rules.Site].Next > now)
                break;

            var rest = TimeProvider.System.GetElapsedTime(began) * Rest;
            await Task.Delay(rest < LongestRest ? rest : LongestRest, TimeProvider.System, ct);
        }

        return removed;
    }

    /// <summary>Whether the clock can be trusted. Logs a change once.</summary>
    private bool Accept(ClockCheck found, DateTimeOffset now)
    {
        if (found != clock && found == ClockCheck.Ahead)
            Log.ClockAhead(log, now);
        else if (found != clock && found == ClockCheck.Behind)
            Log.ClockBehind(log);

        clock = found;
        if (found == ClockCheck.Ahead)
            Error = "The clock is far ahead of the last run, so no consent record is removed. The log has the cure.";

        return found == ClockCheck.Right;
    }

    private static partial class Log
    {
        [LoggerMessage(67, LogLevel.Information, "{Count} consent records were removed at the end of their promised period.")]
        public static partial void Removed(ILogger logger, int count);

        [LoggerMessage(68, LogLevel.Error, "Consent records could not be removed at the end of their promised period: {Reason} The hub retries automatically.")]
        public static partial void NotRemoved(ILogger logger, string reason);

        [LoggerMessage(69, LogLevel.Error, "The clock says {Now}, more than 35 days after the last run that removed what was due. Nothing is removed, because the clock may be wrong. If it is right: ConsentHub promises resume.")]
        public static partial void ClockAhead(ILogger logger, DateTimeOffset now);

        [LoggerMessage(56, LogLevel.Warning, "The clock went back behind the last run that removed what was due. The hub waits until the clock has passed that time.")]
        public static partial void ClockBehind(ILogger logger);
    }
}
