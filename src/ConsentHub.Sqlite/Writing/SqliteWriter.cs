using System.Threading.Channels;
using ConsentHub.Metrics;
using ConsentHub.Sqlite.Database;
using ConsentHub.Stores;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The one writer: takes whatever waits, runs it in one transaction, syncs once, then answers everybody.</summary>
/// <remarks>
/// Order of a batch: begin, run each piece of work, wait until the batch before is durable, run what came meanwhile, commit, sync on another
/// thread (<see cref="SqliteWalSync"/>), and only then complete the callers' tasks. A crash before the sync loses nothing that was acknowledged;
/// a crash after it loses no row. Where a piece fails, the whole batch is rolled back and its pieces run one by one, so that only the culprit fails.
/// Between batches, and when nothing waits, inbox rows are placed in their logs and counted (<see cref="SqliteMaintenance"/>).
/// </remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    public const int QueueLength = 2048;
    private const int MaxBatch = 512;

    /// <summary>Choices that wait from which on a batch becomes hardly cheaper for each when it grows.</summary>
    private const int GoodBatch = 256;

    private readonly Channel<SqliteWriteWork> queue;
    private readonly SqliteDatabase database;
    private readonly ILogger<SqliteWriter> log;
    private readonly SqliteWalSync sync;
    private readonly SqliteCheckpoints checkpoints;
    private readonly SqliteMaintenance maintenance;
    private readonly SqliteWalWipe wipe;
    private readonly Thread thread;
    private SqliteWriteSession? session;
    private bool countFailed;
    private bool opened;

    public SqliteWriter(SqliteDatabase database, HubMetrics metrics, ILogger<SqliteWriter> log)
    {
        this.database = database;
        this.log = log;
        queue = Channel.CreateBounded<SqliteWriteWork>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
        sync = new SqliteWalSync(database.Path, Translate, metrics);
        metrics.ObserveQueue(() => queue.Reader.Count);
        checkpoints = new SqliteCheckpoints(database);
        maintenance = new SqliteMaintenance(checkpoints);
        wipe = new SqliteWalWipe(checkpoints, log);
        // SQLite's calls block on the disk: a thread of its own keeps that off the pool.
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        thread.Start();
    }

    /// <summary>Whether a whole batch waits, and more would only wait longer.</summary>
    public bool IsSaturated => queue.Reader.Count >= GoodBatch;

    /// <summary>Queues work and completes once it is committed and synced.</summary>
    /// <exception cref="StoreBusyException">The queue is full; the work will not run.</exception>
    /// <exception cref="StoreUnavailableException">The commit failed.</exception>
    public Task<T> RunAsync<T>(Func<SqliteWriteSession, T> work) =>
        TryRun(work, out var task) ? task : Task.FromException<T>(new StoreBusyException());

    /// <summary>The same; false where the queue is full.</summary>
    public bool TryRun<T>(Func<SqliteWriteSession, T> work, out Task<T> task)
    {
        var item = new SqliteWriteWork<T>(work);
        task = item.Task;
        return queue.Writer.TryWrite(item);
    }

    /// <summary>Has what was acknowledged before placed in its logs, for who is about to read them.</summary>
    public async Task MergeInboxAsync(SqliteReaders readers)
    {
        using (var lease = readers.Rent())
        {
            if (lease.Session.Statement("SELECT EXISTS (SELECT 1 FROM inbox)").Number() == 0)
                return;
        }

        await RunAsync(session =>
        {
            session.MergeInbox();
            return true;
        });
    }

    /// <summary>Finishes what was accepted, then closes.</summary>
    public ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        thread.Join();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        while (WaitForWork())
        {
            RunBatch();
            Maintain(maintenance.AfterBatch);
        }

        do
            Maintain(maintenance.Next);
        while (session?.HasPendingMaintenance == true);

        checkpoints.Dispose();
        sync.Dispose();
        session?.Dispose();
    }

    /// <summary>Waits for the next batch, and meanwhile tidies up and tries again to wipe the WAL where a reader was in the way. False at the end.</summary>
    private bool WaitForWork()
    {
        var more = queue.Reader.WaitToReadAsync().AsTask();
        while ((wipe.IsNeeded || session?.HasPendingMaintenance == true) && !more.Wait(SqliteMaintenance.Turn(session)))
        {
            Maintain(maintenance.Next);
            wipe.RunIfDue(session);
        }

        return more.GetAwaiter().GetResult();
    }

    /// <summary>What fails is tried again with the next turn; the choices themselves are stored.</summary>
    private void Maintain(Action<SqliteWriteSession> tidy)
    {
        if (session is not { HasPendingMaintenance: true } pending)
            return;

        try
        {
            tidy(pending);
            countFailed = false;
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException or InvalidDataException)
        {
            Drop();
            if (!countFailed)
                StoreLog.CountFailed(log, SqliteErrors.Explain(e));

            countFailed = true;
        }
    }

    private void RunBatch()
    {
        var batch = new List<SqliteWriteWork>();
        if (TryCommit(batch) is not { } error)
            return;

        // An outage is nobody's fault, and trying each alone would only wait for it again and again.
        if (batch.Count == 1 || IsOutage(error))
        {
            Refuse(batch, Translate(error));
            return;
        }

        foreach (var work in batch)
        {
            List<SqliteWriteWork> alone = [work];
            if (TryCommit(alone) is { } own)
                Refuse(alone, Translate(own));
        }
    }

    private static void Refuse(List<SqliteWriteWork> batch, Exception told)
    {
        batch.ForEach(work => work.Fail(told));
        WaitingCaller.CompleteAll(batch);
    }

    /// <summary>Runs a batch, or what waits if it is empty.</summary>
    private Exception? TryCommit(List<SqliteWriteWork> batch)
    {
        var collect = batch.Count == 0;
        try
        {
            session ??= Open();
            session.Begin();
            foreach (var work in batch)
                work.Execute(session);

            if (collect)
                Collect(session, batch);

            sync.Wait();
            if (collect)
                Collect(session, batch);

            session.Commit();
        }
        catch (Exception e)
        {
            // The connection is dropped with whatever state it is in; SQLite rolls back what was not committed.
            Drop();
            while (collect && batch.Count < MaxBatch && queue.Reader.TryRead(out var work))
                batch.Add(work);

            return e;
        }

        wipe.AfterCommit(session);
        sync.Start(batch);
        return null;
    }

    private void Collect(SqliteWriteSession into, List<SqliteWriteWork> batch)
    {
        while (batch.Count < MaxBatch && queue.Reader.TryRead(out var work))
        {
            batch.Add(work);
            work.Execute(into);
        }
    }

    private SqliteWriteSession Open()
    {
        var session = new SqliteWriteSession(database.OpenWriter());
        try
        {
            // What a failed sync may have left behind is made durable by SQLite itself, or nothing goes on.
            if (sync.HasFailed && !checkpoints.Alone(session.TryWipeWal))
                throw new IOException("A sync of the write-ahead log failed, and it can't be emptied while it is read.");

            sync.ClearFailure();
            session.LeaveSyncAndCheckpointsToCaller();
            sync.Reopen();
            // A process that was killed right after an erasure has left its traces in the log.
            if (!opened && session.HasErasures)
                wipe.Need();

            opened = true;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Drop()
    {
        session?.Dispose();
        session = null;
    }

    private static bool IsOutage(Exception error) => error is IOException || (error is SqliteException sqlite && SqliteErrors.IsOutage(sqlite));

    private Exception Translate(Exception error)
    {
        if (!IsOutage(error))
            return error;

        var reason = SqliteErrors.Explain(error);
        StoreLog.CommitFailed(log, reason, database.Path);
        return new StoreUnavailableException(reason, error);
    }
}
