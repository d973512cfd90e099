namespace ConsentHub.Sites.Files;

/// <summary>
/// Checks a site file when the operating system reports a change, and all files at intervals: one second, or two hundred times the last
/// pass if that is longer. Also reads, every second, what another process has published.
/// </summary>
/// <remarks>
/// Notifications do not cross container mounts and network drives, and can be lost. Notifications only make changes visible sooner; the regular passes find every change.
/// Passes take half a percent of a core at most, with any number of files.
/// </remarks>
internal sealed partial class SiteFolderWatch(SiteFolder folder, TimeProvider time, ILogger<SiteFolderWatch> log) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The time from the start of one pass over all files to the next.</summary>
    public static TimeSpan PauseFor(TimeSpan pass) => pass * 200 < Shortest ? Shortest : pass * 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first pass may have left thousands of files. The server must start to listen before they are applied.
        await Task.Yield();
        using var hints = new SiteFolderHints(folder.Path);
        IReadOnlyCollection<string>? named = null;
        var (lookedAt, pause, failed) = (time.GetTimestamp(), TimeSpan.Zero, false);
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Shortest;
            try
            {
                if (named is null)
                {
                    // Listens before the pass begins, so that changes during the pass are reported.
                    hints.Listen();
                    lookedAt = time.GetTimestamp();
                }

                var whole = await folder.ApplyChangesAsync(named, stoppingToken);
                if (named is null)
                    pause = PauseFor(folder.LastPass);

                wait = whole ? Min(Shortest, pause - time.GetElapsedTime(lookedAt)) : TimeSpan.Zero;
                failed = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The folder or the store may be unavailable for a moment; the next pass tries again.
                if (!failed)
                    Log.Failed(log, e);

                failed = true;
            }

            await hints.WaitAsync(wait, time, stoppingToken);
            var hinted = hints.Take();
            // At most one pass over all files a second, however many changes are reported.
            if (hinted is null)
                await Task.Delay(Min(Shortest, Shortest - time.GetElapsedTime(lookedAt)), time, stoppingToken);

            named = failed || hinted is null || time.GetElapsedTime(lookedAt) >= pause ? null : [.. hinted.Union(folder.Unfinished, StringComparer.Ordinal)];
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => other < TimeSpan.Zero ? TimeSpan.Zero : one < other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(14, LogLevel.Error, "The site files could not be applied.")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
