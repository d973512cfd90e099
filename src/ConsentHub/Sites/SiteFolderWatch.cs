namespace ConsentHub.Sites;

/// <summary>Looks at the site files every second; where there are so many that a look takes longer than 20 ms, fifty times as long after it.</summary>
/// <remarks>Looking beats being told: change notifications do not cross container mounts and network drives, and a look costs next to nothing.</remarks>
internal sealed partial class SiteFolderWatch(SiteFolder folder, TimeProvider time, ILogger<SiteFolderWatch> log) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A first look may have left thousands of files, and the server must listen meanwhile.
        await Task.Yield();
        var failed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Shortest;
            try
            {
                pause = await folder.ApplyChangesAsync(stoppingToken) ? PauseAfter(folder.LastLook) : TimeSpan.Zero;
                failed = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The folder or the store may be unavailable for a moment; the next look tries again.
                if (!failed)
                    Log.Failed(log, e);

                failed = true;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private static TimeSpan PauseAfter(TimeSpan look) => look * 50 < Shortest ? Shortest : look * 50 > Longest ? Longest : look * 50;

    private static partial class Log
    {
        [LoggerMessage(14, LogLevel.Error, "The site files could not be applied.")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
