using ConsentHub.Sqlite.Database;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Wipes the copies of what was erased out of the write-ahead log, again and again where a reader is in the way.</summary>
internal sealed partial class SqliteWalWipe(SqliteCheckpoints checkpoints, ILogger log)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1), Untold = TimeSpan.FromSeconds(10);

    private long last;
    private long waitsSince;
    private bool waitTold;

    /// <summary>Whether something is left to wipe.</summary>
    public bool IsNeeded { get; private set; }

    /// <summary>Remembers that something is left, as after a process that was killed right after an erasure.</summary>
    public void Need() => IsNeeded = true;

    /// <summary>Wipes after a batch that erased. Under load a reader is often in the way, and each try moves pages: at once, and then no more than once a second.</summary>
    public void AfterCommit(SqliteWriteSession session)
    {
        if (session.NeedsWalWipe)
        {
            session.NeedsWalWipe = false;
            Run(session);
        }
        else
        {
            RunIfDue(session);
        }
    }

    public void RunIfDue(SqliteWriteSession? session)
    {
        if (IsNeeded && TimeProvider.System.GetElapsedTime(last) >= Again)
            Run(session);
    }

    private void Run(SqliteWriteSession? session)
    {
        last = TimeProvider.System.GetTimestamp();
        try
        {
            IsNeeded = session is not null && !checkpoints.Alone(session.TryWipeWal);
            TellOfWait();
        }
        catch (SqliteException e)
        {
            // The erasure itself is committed; what is left in the log goes with its next checkpoint.
            Log.WipeFailed(log, SqliteErrors.Explain(e));
            IsNeeded = false;
        }
    }

    /// <summary>Says once that a reader keeps what was erased in the log.</summary>
    private void TellOfWait()
    {
        if (!IsNeeded)
            (waitsSince, waitTold) = (0, false);
        else if (waitsSince == 0)
            waitsSince = last;
        else if (!waitTold && TimeProvider.System.GetElapsedTime(waitsSince) > Untold)
        {
            waitTold = true;
            Log.WipeWaits(log);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5, LogLevel.Warning, "An erasure is done, but a reader, such as a long export, keeps its traces in the write-ahead log. They are wiped as soon as it ends.")]
        public static partial void WipeWaits(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "An erasure is done, but its traces are still in the write-ahead log: {Reason}")]
        public static partial void WipeFailed(ILogger logger, string reason);
    }
}
