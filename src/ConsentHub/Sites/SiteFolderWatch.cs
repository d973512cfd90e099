namespace ConsentHub.Sites;

/// <summary>Looks at the site files every second.</summary>
/// <remarks>Looking beats being told: change notifications do not cross container mounts and network drives, and a look costs nothing.</remarks>
internal sealed partial class SiteFolderWatch(SiteFolder folder, TimeProvider time, ILogger<SiteFolderWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await folder.ApplyChangesAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The store may be away for a moment; the next look tries again.
                Log.Failed(log, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(14, LogLevel.Error, "The site files could not be applied.")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
