using ConsentHub.Consents;

namespace ConsentHub.Erasures;

/// <summary>Finishes erasures whose process died, or lost its store, between two slices.</summary>
internal sealed partial class ErasureCompletion(IConsentStore store, TimeProvider time, ILogger<ErasureCompletion> log) : BackgroundService
{
    /// <summary>An erasure without progress for this long counts as abandoned: no process is working on it any more.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Whether the last attempt failed.</summary>
    public bool HasFailed { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await store.FinishErasuresAsync(Abandoned, stoppingToken) is > 0 and var finished)
                    Log.Finished(log, finished);

                HasFailed = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Any error may be temporary: it is logged once, and the erasures are retried.
                if (!HasFailed)
                    Log.NotFinished(log, e.Message);

                HasFailed = true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(64, LogLevel.Warning, "{Count} interrupted erasures were finished.")]
        public static partial void Finished(ILogger logger, int count);

        [LoggerMessage(65, LogLevel.Error, "Interrupted erasures could not be finished: {Reason} Look-ups by visitor hide the remaining records. The hub retries automatically.")]
        public static partial void NotFinished(ILogger logger, string reason);
    }
}
