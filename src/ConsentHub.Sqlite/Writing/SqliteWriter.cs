using System.Threading.Channels;
using ConsentHub.Metrics;
using ConsentHub.Sqlite.Database;
using ConsentHub.Stores;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The only writer: runs all queued work in one transaction, syncs once, then answers all callers. <see cref="TryCommit"/> shows these steps in order.</summary>
/// <remarks>Between batches and when idle, the writer counts the records that the batches added (<see cref="SqliteMaintenance"/>).</remarks>
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
        // SQLite's calls block on the disk, so the writer has its own thread and blocks no thread of the pool.
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

        while (IsBehind && Maintain(maintenance.Next))
        {
        }

        checkpoints.Dispose();
        sync.Dispose();
        session?.Dispose();
    }

    /// <summary>Waits for the next batch. While waiting, runs maintenance and retries a WAL wipe that a reader prevented. Returns false once the queue is closed.</summary>
    private bool WaitForWork()
    {
        var more = queue.Reader.WaitToReadAsync().AsTask();
        while ((wipe.IsNeeded || IsBehind) && !more.Wait(SqliteMaintenance.Turn(session)))
        {
            Maintain(maintenance.Next);
            wipe.RunIfDue(session);
        }

        return more.GetAwaiter().GetResult();
    }

    /// <summary>True if some records are not counted yet.</summary>
    private bool IsBehind => session?.Uncounted.Count > 0;

    /// <summary>Runs maintenance. A step that fails is retried on the next turn; the choices themselves are stored.</summary>
    private bool Maintain(Action<SqliteWriteSession> step)
    {
        if (session is null)
            return false;

        try
        {
            step(session);
            countFailed = false;
            return true;
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException or InvalidDataException)
        {
            Drop();
            if (!countFailed)
                StoreLog.CountFailed(log, SqliteErrors.Explain(e));

            countFailed = true;
            return false;
        }
    }

    private void RunBatch()
    {
        var batch = new List<SqliteWriteWork>();
        if (TryCommit(batch) is not { } error)
            return;

        // An outage is not caused by one piece of work, so running each piece alone would only fail again.
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

    private static void Refuse(List<SqliteWriteWork> batch, Exception error)
    {
        batch.ForEach(work => work.Fail(error));
        WaitingCaller.CompleteAll(batch);
    }

    /// <summary>Runs a batch, or the queued work if the batch is empty. Every step depends on the one before it.</summary>
    /// <returns>Null once the batch is committed and its sync has begun; otherwise the error, and nothing of the batch is stored.</returns>
    private Exception? TryCommit(List<SqliteWriteWork> batch)
    {
        var collect = batch.Count == 0;
        try
        {
            session ??= Open();

            // 1. Takes the write lock, which other processes respect too. From here on, the rows that the work looks up can't change.
            session.Begin();

            // 2. Each piece of work decides and writes. A choice gets its final position and hash. A crash rolls the whole batch back.
            foreach (var work in batch)
                work.Execute(session);

            if (collect)
                Collect(session, batch);

            // 3. Waits until the previous batch is synced. This batch has read rows of the previous one, and must not commit if those rows are lost.
            sync.Wait();

            // 4. Work that was queued during that sync shares this commit.
            if (collect)
                Collect(session, batch);

            // 5. Writes lengths, hashes and counts, then commits: the batch becomes visible. A power cut may still lose it, but no caller has a response yet.
            session.Commit();
        }
        catch (Exception e)
        {
            // Closes the connection, whatever its state: SQLite then rolls back uncommitted work.
            Drop();
            while (collect && batch.Count < MaxBatch && queue.Reader.TryRead(out var work))
                batch.Add(work);

            return e;
        }

        wipe.AfterCommit(session);

        // 6. Another thread flushes the WAL and only then answers the callers. A crash in between loses no row: a retry of a caller gets the stored record.
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
            // The failed sync may have left writes that are not durable. The writer continues only once SQLite itself has made them durable.
            if (sync.HasFailed && !checkpoints.Alone(() => SqliteWalWipe.TryWipe(session.Connection)))
                throw new IOException("A sync of the write-ahead log failed, and a reader prevents the checkpoint that would make its writes durable.");

            sync.ClearFailure();
            session.LeaveSyncAndCheckpointsToCaller();
            sync.Reopen();
            // A process that was killed right after a removal may have left removed data in the WAL.
            if (!opened && session.HasRemovals)
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

/// <summary>A piece of work and the caller who awaits it.</summary>
internal abstract class SqliteWriteWork : WaitingCaller
{
    public abstract void Execute(SqliteWriteSession session);
}

/// <param name="work">Runs inside the writer's transaction; the caller receives the result once the transaction is synced.</param>
internal sealed class SqliteWriteWork<T>(Func<SqliteWriteSession, T> work) : SqliteWriteWork
{
    private readonly TaskCompletionSource<T> done = new();
    private T? result;

    public Task<T> Task => done.Task;

    public override void Execute(SqliteWriteSession session) => result = work(session);

    protected override void Resume()
    {
        if (Error is { } error)
            done.SetException(error);
        else
            done.SetResult(result!);
    }
}
