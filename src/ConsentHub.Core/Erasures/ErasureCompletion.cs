using ConsentHub.Consents;

namespace ConsentHub.Erasures;

/// <summary>Finishes erasures whose process died, or lost its store, between two slices.</summary>
internal sealed partial class ErasureCompletion(IConsentStore store, TimeProvider time, ILogger<ErasureCompletion> log) : BackgroundService
{
    /// <summary>An erasure of which nothing happened for so long has nobody left who works at it.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Whether the last try failed.</summary>
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
                // Whatever it is, it may pass: said once, and tried again.
                if (!HasFailed)
                    Log.NotFinished(log, e.Message);

                HasFailed = true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(64, LogLevel.Warning, "{Count} erasures that had been broken off were finished.")]
        public static partial void Finished(ILogger logger, int count);

        [LoggerMessage(65, LogLevel.Error, "Erasures that were broken off could not be finished: {Reason} Nobody is shown what is left of them, and it is tried again by itself.")]
        public static partial void NotFinished(ILogger logger, string reason);
    }
}
