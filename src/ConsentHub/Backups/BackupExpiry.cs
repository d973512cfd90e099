using ConsentHub.Erasures;

namespace ConsentHub.Backups;

/// <summary>Deletes expired backups at start and every minute, because erasure statements promise the date of this deletion.</summary>
internal sealed partial class BackupExpiry(BackupFolder folder, BackupWindow window, TimeProvider time, ILogger<BackupExpiry> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private string? conflict;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                // A backup that would expire before the next run is deleted now, because the next run would be too late.
                folder.DeleteExpired(window.Now.Span - Interval);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.NotDeleted(log, e.Message);
            }

            LogConflict();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Logs each new conflict once. A site that is published while the hub runs may promise a shorter backup window than <c>ConsentHub__BackupDays</c>.</summary>
    private void LogConflict()
    {
        if (window.Conflict is { } found && found != conflict)
            Log.Conflict(log, found);

        conflict = window.Conflict;
    }

    private static partial class Log
    {
        [LoggerMessage(61, LogLevel.Error, "Expired backups could not be deleted on the date that erasure statements promise: {Reason}")]
        public static partial void NotDeleted(ILogger logger, string reason);

        [LoggerMessage(66, LogLevel.Warning, "{Conflict} While it runs, this hub deletes backups as the site promises. It will not start again before the setting is corrected.")]
        public static partial void Conflict(ILogger logger, string conflict);
    }
}
