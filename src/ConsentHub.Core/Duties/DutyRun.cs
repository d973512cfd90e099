using System.Globalization;
using ConsentHub.Promises;

namespace ConsentHub.Duties;

/// <summary>Brings the duties of all sites in line with their notices and counts them, at the start and every minute.</summary>
internal sealed partial class DutyRun(IDutyStore store, DutySites sites, IRetentionStore clock, TimeProvider time, ILogger<DutyRun> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private volatile DutyCounts counts = new(at: null, []);

    /// <summary>Why duties are not brought up to date; null while they are.</summary>
    public string? Error { get; private set; }

    /// <summary>The counts of the last turn; zeros before the first.</summary>
    public DutyCounts Counts => counts;

    /// <summary>How long the first overdue duty has been overdue; zero if none is.</summary>
    public TimeSpan Delay => Counts.Oldest is { } oldest ? TimeSpan.FromTicks(Math.Max(0, (time.GetUtcNow() - oldest).Ticks)) : TimeSpan.Zero;

    /// <summary>That duties are overdue, in words; null if none is.</summary>
    public string? Overdue => Counts.Overdue switch
    {
        0 => null,
        1 => "1 duty of another system is overdue. ConsentHub promises duties shows whose.",
        var many => string.Create(CultureInfo.InvariantCulture, $"{many} duties of other systems are overdue. ConsentHub promises duties shows whose."),
    };

    /// <summary>One turn: each site that has duties. A failure of one site leaves the others their turn.</summary>
    public async Task RunTurnAsync(CancellationToken ct)
    {
        var failure = await TryAsync(ct);
        if (failure is not null && Error is null)
            Log.Failed(log, failure);

        Error = failure is null ? null : "The duties of other systems could not be brought up to date. The log has the reason.";
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
            var all = await sites.AllAsync(ct);
            // A wrong clock would hand out duties to delete what is still promised to be kept.
            if (all.Count > 0 && (failure = EngineClock.Explain(await clock.AdvanceClockAsync(now, ct), now)) is null)
            {
                foreach (var site in all)
                {
                    var error = await TryAsync(() => store.RunAsync(site.Number, DutyRules.Of(site.Latest), now));
                    failure ??= error;
                }
            }

            Remember(new DutyCounts(now, all.Count == 0 ? [] : await store.CountAsync(now, ct)));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure ??= e.Message;
        }

        return failure;
    }

    private static async Task<string?> TryAsync(Func<Task> run)
    {
        try
        {
            await run();
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e.Message;
        }
    }

    private void Remember(DutyCounts next)
    {
        var before = counts.Overdue;
        counts = next;
        if (before == 0 && next.Overdue > 0)
            Log.Overdue(log, next.Overdue);
        else if (before > 0 && next.Overdue == 0)
            Log.NoneOverdue(log);
    }

    private static partial class Log
    {
        [LoggerMessage(57, LogLevel.Warning, "Duties of other systems are overdue: {Count}. ConsentHub promises duties shows whose.")]
        public static partial void Overdue(ILogger logger, long count);

        [LoggerMessage(58, LogLevel.Information, "No duty of another system is overdue any more.")]
        public static partial void NoneOverdue(ILogger logger);

        [LoggerMessage(59, LogLevel.Error, "The duties of other systems could not be brought up to date: {Reason} The hub retries every minute.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
