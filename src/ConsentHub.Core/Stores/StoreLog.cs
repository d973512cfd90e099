namespace ConsentHub.Stores;

/// <summary>Log messages that both stores share.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(1, LogLevel.Error, "Writes are not stored: {Reason} Database: {Place}. Callers are asked to retry.")]
    public static partial void CommitFailed(ILogger logger, string reason, string place);

    [LoggerMessage(3, LogLevel.Warning, "New records are stored but not yet counted in the statistics: {Reason} The hub retries automatically.")]
    public static partial void CountFailed(ILogger logger, string reason);
}
