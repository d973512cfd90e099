namespace ConsentHub.Sites.Files;

/// <summary>
/// Looks at a site file when the system says that it was changed, and at all of them every second; where a look at all takes longer than 5 ms,
/// two hundred times as long after it. Sees every second what another process has published.
/// </summary>
/// <remarks>
/// Notifications do not cross container mounts and network drives, and can be lost. So they make changes show sooner, and nothing rests on them.
/// Looking takes half a percent of a core at most, however many files there are.
/// </remarks>
internal sealed partial class SiteFolderWatch(SiteFolder folder, TimeProvider time, ILogger<SiteFolderWatch> log) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The pause between the beginnings of two looks at all files.</summary>
    public static TimeSpan PauseFor(TimeSpan look) => look * 200 < Shortest ? Shortest : look * 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A first look may have left thousands of files, and the server must listen meanwhile.
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
                    // Before the look, so that what changes during it is heard.
                    hints.Listen();
                    lookedAt = time.GetTimestamp();
                }

                var whole = await folder.ApplyChangesAsync(named, stoppingToken);
                if (named is null)
                    pause = PauseFor(folder.LastLook);

                wait = whole ? Min(Shortest, pause - time.GetElapsedTime(lookedAt)) : TimeSpan.Zero;
                failed = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The folder or the store may be unavailable for a moment; the next look tries again.
                if (!failed)
                    Log.Failed(log, e);

                failed = true;
            }

            await hints.WaitAsync(wait, time, stoppingToken);
            var hinted = hints.Take();
            // However much happens in the folder, all of it is looked at once a second at most.
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
