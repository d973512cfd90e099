using ConsentHub.Sqlite.Database;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Moves the write-ahead log into the database on a thread of its own, so that no batch waits for it.</summary>
/// <remarks>
/// A WAL checkpoint that runs beside the writer never reaches the end of the WAL, so the WAL would grow for ever.
/// This thread therefore moves most pages, and the writer moves the last few between two batches (<see cref="Finish"/>). The writer's next
/// write then starts at the beginning of the WAL.
/// </remarks>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>The most pages that the writer moves itself; moving them takes a few milliseconds.</summary>
    private const int Few = 500;

    /// <summary>WAL length in pages, 96 MB, from which the writer restarts the WAL when it can. A lower value would delay batches too often.</summary>
    private const int Long = 24_000;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly SqliteDatabase database;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim wanted = new(0, 1);
    private readonly Thread thread;
    private SqliteConnection? connection;
    private long last;
    private volatile bool nearlyDone;
    private volatile bool ending;

    public SqliteCheckpoints(SqliteDatabase database)
    {
        this.database = database;
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite-checkpoint" };
        thread.Start();
    }

    /// <summary>Called after writes. Starts a WAL checkpoint if the previous one is old enough.</summary>
    public void MayBegin()
    {
        if (TimeProvider.System.GetElapsedTime(last) < Again || wanted.CurrentCount > 0)
            return;

        last = TimeProvider.System.GetTimestamp();
        wanted.Release();
    }

    /// <summary>True when few enough pages remain for the writer to move them itself.</summary>
    public bool IsNearlyDone => nearlyDone;

    /// <summary>Runs work on the WAL while no checkpoint is running.</summary>
    public T Alone<T>(Func<T> work)
    {
        lock (gate)
            return work();
    }

    /// <summary>Moves the remaining pages, on the writer's connection and outside a transaction.</summary>
    public void Finish(SqliteConnection writer)
    {
        nearlyDone = false;
        lock (gate)
            Move(writer);
    }

    public void Dispose()
    {
        ending = true;
        if (wanted.CurrentCount == 0)
            wanted.Release();

        thread.Join();
        connection?.Dispose();
        wanted.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            wanted.Wait();
            if (ending)
                return;

            try
            {
                var (inLog, left) = (0, int.MaxValue);
                for (var turn = 0; turn < 6 && left > Few && !ending; turn++)
                {
                    lock (gate)
                        (inLog, left) = Move(connection ??= database.OpenWriter());

                    SyncDatabase(connection);
                }

                nearlyDone = inLog > Long && left <= Few;
            }
            catch (SqliteException)
            {
                // No data is lost: the WAL keeps the pages that were not moved. A disk error also stops the writer, which reports it.
                connection?.Dispose();
                connection = null;
            }
        }
    }

    /// <summary>Syncs the moved pages, so that little is left to sync when the writer moves the last page. SQLite itself syncs only after that page.</summary>
    private void SyncDatabase(SqliteConnection on)
    {
        try
        {
            SqliteFile.Sync(on);
        }
        catch (SqliteException e)
        {
            // SQLite counts these pages as moved although they did not reach the disk, and the operating system may report the next sync as
            // successful. Only a new start writes them again, so the process must end.
            Environment.FailFast(
                $"A WAL checkpoint of {database.Path} was not synced to disk: {SqliteErrors.Explain(e)} The write-ahead log still holds its pages, and the next start writes them again.", e);
        }
    }

    /// <returns>The pages in the WAL, and how many of them are not in the database yet.</returns>
    private static (int InLog, int Left) Move(SqliteConnection on)
    {
        var (_, inLog, moved) = on.QuerySingle<(long Busy, long InLog, long Moved)>("PRAGMA wal_checkpoint(PASSIVE)");
        return ((int)inLog, (int)(inLog - moved));
    }
}
