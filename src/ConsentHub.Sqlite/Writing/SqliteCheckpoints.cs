using ConsentHub.Sqlite.Database;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Moves the write-ahead log into the database on a thread of its own, so that no batch waits for it.</summary>
/// <remarks>
/// A checkpoint may run beside a writer, but then it never reaches the end of the log, and the log would only grow. So the bulk is moved
/// here, and what came meanwhile, once it is little, by the writer between two batches (<see cref="Finish"/>): the next write then
/// begins the log anew.
/// </remarks>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>Pages that the writer may move itself: a few milliseconds.</summary>
    private const int Few = 500;

    /// <summary>Pages from which on the log is begun anew when it can be: 96 MB. Shorter, and batches would wait too often.</summary>
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

    /// <summary>Called after writes: begins a checkpoint if the last is long enough ago.</summary>
    public void MayBegin()
    {
        if (TimeProvider.System.GetElapsedTime(last) < Again || wanted.CurrentCount > 0)
            return;

        last = TimeProvider.System.GetTimestamp();
        wanted.Release();
    }

    /// <summary>Whether so little is left that the writer should move it.</summary>
    public bool IsNearlyDone => nearlyDone;

    /// <summary>Runs work on the log while no checkpoint does.</summary>
    public T Alone<T>(Func<T> work)
    {
        lock (gate)
            return work();
    }

    /// <summary>Moves the rest, on the writer's connection and outside a transaction.</summary>
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
                // Nothing is lost: the log keeps what was not moved, and whatever is wrong with the disk stops the writer too, which says so.
                connection?.Dispose();
                connection = null;
            }
        }
    }

    /// <summary>Syncs what was moved. SQLite does so only when nothing is left, which is in the writer's turn: it shall find little to sync.</summary>
    private void SyncDatabase(SqliteConnection on)
    {
        try
        {
            SqliteFile.Sync(on);
        }
        catch (SqliteException e)
        {
            // SQLite counts as moved what did not reach the disk, and the system may take the next sync for a success.
            Environment.FailFast(
                $"What was moved into {database.Path} did not reach the disk: {SqliteErrors.Explain(e)} Its write-ahead log still has it, and the next start moves it again.", e);
        }
    }

    /// <returns>Pages in the log, and those of them that are nowhere else.</returns>
    private static (int InLog, int Left) Move(SqliteConnection on)
    {
        var (_, inLog, moved) = on.QuerySingle<(long Busy, long InLog, long Moved)>("PRAGMA wal_checkpoint(PASSIVE)");
        return ((int)inLog, (int)(inLog - moved));
    }
}
