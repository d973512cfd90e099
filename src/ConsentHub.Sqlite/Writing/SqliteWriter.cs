using System.Threading.Channels;
using ConsentHub.Metrics;
using ConsentHub.Sqlite.Database;
using ConsentHub.Stores;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The one writer: runs all queued work in one transaction, syncs once, then answers all callers.</summary>
/// <remarks>
/// Order of a batch: begin, run each piece of work, wait until the previous batch is durable, run work queued meanwhile, commit, sync on another
/// thread (<see cref="SqliteWalSync"/>), and only then complete the callers' tasks. A crash before the sync loses nothing that was acknowledged;
/// a crash after it loses no row. If a piece fails, the whole batch is rolled back and its pieces run one by one, so that only the culprit fails.
/// Between batches and when idle, the writer merges inbox rows into their logs and counts them (<see cref="SqliteMaintenance"/>).
/// </remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    public const int QueueLength = 2048;
    private const int MaxBatch = 512;

    /// <summary>Queue length beyond which larger batches hardly reduce the cost per choice.</summary>
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
        // SQLite's calls block on the disk, so the writer has its own thread and blocks none of the pool.
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        thread.Start();
    }

    /// <summary>True when a full batch is already queued, so that another choice would only wait longer.</summary>
    public bool IsSaturated => queue.Reader.Count >= GoodBatch;

    /// <summary>Queues work and completes once it is committed and synced.</summary>
    /// <exception cref="StoreBusyException">The queue is full; the work will not run.</exception>
    /// <exception cref="StoreUnavailableException">The commit failed.</exception>
    public Task<T> RunAsync<T>(Func<SqliteWriteSession, T> work) =>
        TryRun(work, out var task) ? task : Task.FromException<T>(new StoreBusyException());

    /// <summary>Queues work like <see cref="RunAsync"/>, but returns false if the queue is full.</summary>
    public bool TryRun<T>(Func<SqliteWriteSession, T> work, out Task<T> task)
    {
        var item = new SqliteWriteWork<T>(work);
        task = item.Task;
        return queue.Writer.TryWrite(item);
    }

    /// <summary>Merges all choices acknowledged so far into their logs, for a caller about to read the logs.</summary>
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

    /// <summary>Finishes all accepted work, then closes.</summary>
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

    /// <summary>Waits for the next batch. Meanwhile runs maintenance and retries a WAL wipe that a reader prevented. Returns false once the queue is closed.</summary>
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

    /// <summary>Failed maintenance is retried on the next turn; the choices themselves are stored.</summary>
    private void Maintain(Action<SqliteWriteSession> step)
    {
        if (session is not { HasPendingMaintenance: true } pending)
            return;

        try
        {
            step(pending);
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

        // An outage is not caused by one piece of work; running each alone would only wait for the outage each time.
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

    /// <summary>Runs a batch, or the queued work if the batch is empty.</summary>
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
            // The connection is closed in any state; SQLite rolls back uncommitted work.
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
            // SQLite itself must make durable what the failed sync may not have; otherwise the writer does not continue.
            if (sync.HasFailed && !checkpoints.Alone(session.TryWipeWal))
                throw new IOException("A sync of the write-ahead log failed, and the log can't be emptied while a reader uses it.");

            sync.ClearFailure();
            session.LeaveSyncAndCheckpointsToCaller();
            sync.Reopen();
            // A process that was killed right after an erasure may have left erased data in the WAL.
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
