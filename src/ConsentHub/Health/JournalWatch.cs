using ConsentHub.Erasures;

namespace ConsentHub.Health;

/// <summary>Checks the erasure journal and the clock every few seconds. Logs once when the journal fails, when it works again, and when the clock jumps.</summary>
internal sealed partial class JournalWatch(ErasureJournal journal, TimeProvider time, ILogger<JournalWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Clock corrections below this size are not logged.</summary>
    private static readonly TimeSpan Correction = TimeSpan.FromMinutes(1);

    private readonly long started = TimeProvider.System.GetTimestamp();
    private DateTimeOffset began = time.GetUtcNow();
    private string? error;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            CheckJournal();
            CheckClock();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Checks the journal, and logs a change of its state.</summary>
    public void CheckJournal()
    {
        var found = journal.FindError();
        if (found is not null && error is null)
            Log.JournalFails(log, found);
        else if (found is null && error is not null)
            Log.JournalWorks(log, journal.Path);

        error = found;
    }

    /// <summary>Compares the clock with the monotonic time since the start, which no clock correction changes.</summary>
    public void CheckClock()
    {
        var off = time.GetUtcNow() - began - TimeProvider.System.GetElapsedTime(started);
        if (off.Duration() < Correction)
            return;

        began += off;
        Log.ClockJumped(log, (long)off.Duration().TotalSeconds, off > TimeSpan.Zero ? "ahead" : "back");
    }

    private static partial class Log
    {
        [LoggerMessage(51, LogLevel.Error, "No erasure is possible: {Reason} Until the journal can be written, erasures are refused and must be requested again.")]
        public static partial void JournalFails(ILogger logger, string reason);

        [LoggerMessage(52, LogLevel.Information, "The erasure journal {Path} is writable again.")]
        public static partial void JournalWorks(ILogger logger, string path);

        [LoggerMessage(53, LogLevel.Warning, "The server's clock moved {Direction} by {Seconds} seconds. Records get their times from this clock; the order of choices does not depend on it.")]
        public static partial void ClockJumped(ILogger logger, long seconds, string direction);
    }
}
