using ConsentHub.Promises;

namespace ConsentHub.Requests;

/// <summary>Deletes requests that nobody verified, and what names a person in requests that were closed long ago, at the start and every minute.</summary>
internal sealed partial class RequestRun(IRequestStore store, IRetentionStore clock, TimeProvider time, ILogger<RequestRun> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private bool failed;

    /// <summary>One turn. While the clock is wrong, nothing is deleted. The run of the duties, which sites with requests have too, advances the clock and reports a wrong one.</summary>
    public async Task RunTurnAsync(CancellationToken ct)
    {
        try
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            if (await store.IsAnyDueAsync(now, ct) && await clock.AdvanceClockAsync(now, ct) == ClockCheck.Right)
                await store.RunAsync(now);

            failed = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!failed)
                Log.Failed(log, e.Message);

            failed = true;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
            await RunTurnAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Error, "Old privacy requests could not be removed: {Reason} The hub retries every minute.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
