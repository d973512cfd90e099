using ConsentHub.Erasures;

namespace ConsentHub.Health;

/// <summary>Looks every few seconds at what promises rest on beside the store, and says once what fails and once that it works again.</summary>
internal sealed partial class PromiseWatch(ErasureJournal journal, TimeProvider time, ILogger<PromiseWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How far a clock may be corrected without a word.</summary>
    private static readonly TimeSpan Correction = TimeSpan.FromMinutes(1);

    private readonly long started = TimeProvider.System.GetTimestamp();
    private DateTimeOffset began = time.GetUtcNow();
    private string? fault;

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

    /// <summary>Looks at the journal, and logs where that changed.</summary>
    public void CheckJournal()
    {
        var found = journal.FindFault();
        if (found is not null && fault is null)
            Log.JournalFails(log, found);
        else if (found is null && fault is not null)
            Log.JournalWorks(log, journal.Path);

        fault = found;
    }

    /// <summary>Compares the clock with the time that has passed since the start, which no correction of the clock changes.</summary>
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
        [LoggerMessage(51, LogLevel.Error, "Nobody can be erased: {Reason} Erasures are refused until it can; what was asked for is not remembered.")]
        public static partial void JournalFails(ILogger logger, string reason);

        [LoggerMessage(52, LogLevel.Information, "The erasure journal {Path} can be written again.")]
        public static partial void JournalWorks(ILogger logger, string path);

        [LoggerMessage(53, LogLevel.Warning, "The server's clock went {Direction} by {Seconds} seconds. Times of records follow it; the order of choices does not.")]
        public static partial void ClockJumped(ILogger logger, long seconds, string direction);
    }
}
