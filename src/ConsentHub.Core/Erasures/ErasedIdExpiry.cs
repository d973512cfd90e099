using ConsentHub.Consents;

namespace ConsentHub.Erasures;

/// <summary>Deletes the ids of erased records after the date that the erasure statement names. Looks for such ids at the start and every few seconds, even if nothing is written.</summary>
internal sealed partial class ErasedIdExpiry(IConsentStore store, TimeProvider time, ILogger<ErasedIdExpiry> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Whether the last attempt failed.</summary>
    public bool HasFailed { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                if (await store.DeleteExpiredIdsAsync(stoppingToken) is > 0 and var deleted)
                    Log.Deleted(log, deleted);

                HasFailed = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Any error may be temporary: it is logged once, and the deletion is retried.
                if (!HasFailed)
                    Log.NotDeleted(log, e.Message);

                HasFailed = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(62, LogLevel.Information, "Ids of {Count} erased records were deleted on the promised date.")]
        public static partial void Deleted(ILogger logger, int count);

        [LoggerMessage(63, LogLevel.Error, "Ids of erased records could not be deleted on the date that erasure statements promise: {Reason} The hub retries automatically.")]
        public static partial void NotDeleted(ILogger logger, string reason);
    }
}
