using ConsentHub.Stores;

namespace ConsentHub.Sites.Publishing;

/// <summary>Checks every second whether another instance has changed a site, if several instances share a database.</summary>
/// <remarks>With a shared database only <c>site apply</c> applies site files: instances with different folders would overwrite each other's sites.</remarks>
internal sealed partial class SitePoll(SiteDirectory sites, TimeProvider time, ILogger<SitePoll> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (sites.Count == 0)
            Log.NoSite(log);

        using var timer = new PeriodicTimer(Interval, time);
        var unavailable = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sites.ReloadAsync(stoppingToken);
                unavailable = false;
            }
            catch (StoreUnavailableException e)
            {
                // The sites in memory stay in use; the next check tries again.
                if (!unavailable)
                    Log.Unavailable(log, e.Message);

                unavailable = true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(15, LogLevel.Warning, "No site is published yet. Publish the site files once, from any machine with the same settings: ConsentHub site apply sites/*.json")]
        public static partial void NoSite(ILogger logger);

        [LoggerMessage(16, LogLevel.Warning, "Site changes can't be read for now: {Reason}")]
        public static partial void Unavailable(ILogger logger, string reason);
    }
}
