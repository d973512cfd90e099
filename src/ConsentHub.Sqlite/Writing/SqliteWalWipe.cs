using ConsentHub.Sqlite.Database;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Removes copies of erased data from the write-ahead log, and retries while a reader prevents it.</summary>
internal sealed partial class SqliteWalWipe(SqliteCheckpoints checkpoints, ILogger log)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1), LogWaitAfter = TimeSpan.FromSeconds(10);

    private long last;
    private long waitsSince;
    private bool waitLogged;

    /// <summary>Whether the WAL may still hold erased data.</summary>
    public bool IsNeeded { get; private set; }

    /// <summary>Notes that the WAL may hold erased data, for example after a process was killed right after an erasure.</summary>
    public void Need() => IsNeeded = true;

    /// <summary>Wipes the WAL at once after a batch that erased. If a reader prevents the wipe, tries again at most once a second, because each attempt moves pages.</summary>
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
            IsNeeded = session is not null && !checkpoints.Alone(() => TryWipe(session.Connection));
            LogWait();
        }
        catch (SqliteException e)
        {
            // The erasure itself is committed; the next WAL checkpoint removes the copies that remain in the WAL.
            Log.WipeFailed(log, SqliteErrors.Explain(e));
            IsNeeded = false;
        }
    }

    /// <summary>Moves the WAL into the database, truncates the WAL and frees cached pages, so that SQLite neither keeps deleted data in the WAL nor writes it again.</summary>
    /// <returns>False if a reader still needs the WAL; the call does not wait for that reader.</returns>
    public static bool TryWipe(SqliteConnection writer)
    {
        using var command = writer.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE);";
        try
        {
            using var result = command.ExecuteReader();
            // The first result is the new time-out; the second says whether a reader blocked the checkpoint.
            return result.NextResult() && result.Read() && result.GetInt64(0) == 0;
        }
        finally
        {
            command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA shrink_memory";
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Logs once that a reader keeps erased data in the WAL.</summary>
    private void LogWait()
    {
        if (!IsNeeded)
            (waitsSince, waitLogged) = (0, false);
        else if (waitsSince == 0)
            waitsSince = last;
        else if (!waitLogged && TimeProvider.System.GetElapsedTime(waitsSince) > LogWaitAfter)
        {
            waitLogged = true;
            Log.WipeWaits(log);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5, LogLevel.Warning, "An erasure is done, but a reader, such as a long export, keeps copies of the erased data in the write-ahead log. The hub wipes them as soon as the reader ends.")]
        public static partial void WipeWaits(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "An erasure is done, but copies of the erased data are still in the write-ahead log: {Reason}")]
        public static partial void WipeFailed(ILogger logger, string reason);
    }
}
