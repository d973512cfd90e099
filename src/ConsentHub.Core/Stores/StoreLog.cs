namespace ConsentHub.Stores;

/// <summary>What both stores log, in the same words.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(1, LogLevel.Error, "Writes are not stored: {Reason} Database: {Place}. Callers are told to try again.")]
    public static partial void CommitFailed(ILogger logger, string reason, string place);

    [LoggerMessage(3, LogLevel.Warning, "New records are stored but not counted into the statistics yet: {Reason} It is tried again by itself.")]
    public static partial void CountFailed(ILogger logger, string reason);
}
