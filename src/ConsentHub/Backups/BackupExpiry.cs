namespace ConsentHub.Backups;

/// <summary>Deletes expired backups at the start and every hour: the window is a promise in each erasure statement.</summary>
internal sealed partial class BackupExpiry(BackupFolder folder, TimeProvider time, ILogger<BackupExpiry> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hours = new PeriodicTimer(TimeSpan.FromHours(1), time);
        do
        {
            try
            {
                folder.DeleteExpired();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.NotDeleted(log, e.Message);
            }
        }
        while (await hours.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(61, LogLevel.Error, "Expired backups could not be deleted, although erasure statements promise it: {Reason}")]
        public static partial void NotDeleted(ILogger logger, string reason);
    }
}
