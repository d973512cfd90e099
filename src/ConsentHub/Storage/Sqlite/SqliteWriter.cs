using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Storage.Sqlite;

/// <summary>The one writer: takes whatever waits, runs it in one transaction, syncs once, then answers everybody.</summary>
/// <remarks>
/// Order of a batch: begin, run each piece of work, commit (which syncs), and only then complete the callers' tasks. A few times a
/// second, and when nothing waits, it counts what was added (<see cref="SqliteCounting"/>) in a transaction of its own. A crash before the commit loses nothing that was acknowledged; a crash after it loses no row.
/// Where a piece fails, the whole batch is rolled back and its pieces run one by one, so that only the culprit fails.
/// </remarks>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    public const int QueueLength = 4096;
    private const int MaxBatch = 512;

    /// <summary>Positions counted in one transaction: as long as a writer may have to wait for it.</summary>
    private const int CountedAtOnce = 20_000;

    private static readonly TimeSpan CountAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WipeAgain = TimeSpan.FromSeconds(1);

    private readonly Channel<WriteWork> queue;
    private readonly SqliteDatabase database;
    private readonly ILogger<SqliteWriter> log;
    private readonly Thread thread;
    private SqliteWriteSession? session;
    private bool wipe;
    private long lastWipe;
    private long lastCount;
    private bool countFailed;

    public SqliteWriter(SqliteDatabase database, ILogger<SqliteWriter> log)
    {
        this.database = database;
        this.log = log;
        queue = Channel.CreateBounded<WriteWork>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
        // SQLite's calls block on the disk: a thread of its own keeps that off the pool.
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        thread.Start();
    }

    /// <summary>Queues work and completes once it is committed and synced.</summary>
    /// <exception cref="StoreBusyException">The queue is full; the work will not run.</exception>
    /// <exception cref="StoreUnavailableException">The commit failed.</exception>
    public Task<T> RunAsync<T>(Func<SqliteWriteSession, T> work)
    {
        var item = new WriteWork<T>(work);
        return queue.Writer.TryWrite(item) ? item.Task : Task.FromException<T>(new StoreBusyException());
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
        var batch = new List<WriteWork>(MaxBatch);
        while (WaitForWork())
        {
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var work))
                batch.Add(work);

            RunBatch(batch);
            batch.Clear();
            if (IsDue(lastCount, CountAgain))
                Count();
        }

        session?.Dispose();
    }

    /// <summary>Waits for the next batch, and meanwhile counts what was added and tries again to wipe the WAL where a reader was in the way. False at the end.</summary>
    private bool WaitForWork()
    {
        var more = queue.Reader.WaitToReadAsync().AsTask();
        while ((wipe || session?.Uncounted.Count > 0) && !more.Wait(CountAgain))
        {
            Count();
            if (wipe && IsDue(lastWipe, WipeAgain))
                WipeWal();
        }

        return more.GetAwaiter().GetResult();
    }

    private static bool IsDue(long last, TimeSpan interval) => TimeProvider.System.GetElapsedTime(last) >= interval;

    /// <summary>Counts what was added since the last time. What fails is tried again with the next turn; the records themselves are stored.</summary>
    private void Count()
    {
        lastCount = TimeProvider.System.GetTimestamp();
        if (session is not { Uncounted.Count: > 0 } counting)
            return;

        try
        {
            counting.Begin();
            foreach (var site in counting.Uncounted.ToArray())
            {
                if (SqliteCounting.Run(counting, site, CountedAtOnce))
                    counting.Uncounted.Remove(site);
            }

            counting.Commit();
            countFailed = false;
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            session.Dispose();
            session = null;
            if (!countFailed)
                Log.CountFailed(log, e is SqliteException sqlite ? SqliteErrors.Explain(sqlite) : e.Message);

            countFailed = true;
        }
    }

    private void WipeWal()
    {
        lastWipe = TimeProvider.System.GetTimestamp();
        try
        {
            wipe = session?.TryWipeWal() == false;
        }
        catch (SqliteException e)
        {
            // The erasure itself is committed; what is left in the WAL goes with its next checkpoint.
            Log.WipeFailed(log, SqliteErrors.Explain(e));
            wipe = false;
        }
    }

    private void RunBatch(List<WriteWork> batch)
    {
        if (TryCommit(batch) is not { } error)
            return;

        // An outage is nobody's fault, and trying each alone would only wait for it again and again.
        if (batch.Count == 1 || IsOutage(error))
        {
            var told = Translate(error);
            batch.ForEach(work => work.Fail(told));
            Answers.Give(batch);
            return;
        }

        foreach (var work in batch)
        {
            List<WriteWork> alone = [work];
            if (TryCommit(alone) is { } own)
            {
                work.Fail(Translate(own));
                Answers.Give(alone);
            }
        }
    }

    private Exception? TryCommit(List<WriteWork> batch)
    {
        try
        {
            session ??= new SqliteWriteSession(database.OpenWriter());
            session.Begin();
            foreach (var work in batch)
                work.Execute(session);

            session.Commit();
        }
        catch (Exception e)
        {
            // The connection is dropped with whatever state it is in; SQLite rolls back what was not committed.
            session?.Dispose();
            session = null;
            return e;
        }

        // Under load a reader is often in the way, and each try moves pages: at once, and then no more than once a second.
        if (session.ForgetsSomething || (wipe && IsDue(lastWipe, WipeAgain)))
        {
            session.ForgetsSomething = false;
            WipeWal();
        }

        Answers.Give(batch);
        return null;
    }

    private static bool IsOutage(Exception error) => error is SqliteException sqlite && SqliteErrors.IsOutage(sqlite);

    private Exception Translate(Exception error)
    {
        if (!IsOutage(error))
            return error;

        var reason = SqliteErrors.Explain(error);
        Log.CommitFailed(log, reason, database.Path);
        return new StoreUnavailableException(reason, error);
    }

    /// <summary>A piece of work with the caller who waits for it.</summary>
    private abstract class WriteWork
    {
        public abstract void Execute(SqliteWriteSession session);

        /// <summary>What to tell the caller instead of the result.</summary>
        public void Fail(Exception error) => Fault = error;

        /// <summary>Goes on with the caller, on this thread.</summary>
        public abstract void Answer();

        protected Exception? Fault { get; private set; }
    }

    private sealed class WriteWork<T>(Func<SqliteWriteSession, T> work) : WriteWork
    {
        private readonly TaskCompletionSource<T> done = new();
        private T? result;

        public Task<T> Task => done.Task;

        public override void Execute(SqliteWriteSession session) => result = work(session);

        public override void Answer()
        {
            if (Fault is { } fault)
                done.SetException(fault);
            else
                done.SetResult(result!);
        }
    }

    /// <summary>Callers to go on with, a share of a batch: waking a thread for each of them costs more than many of the answers.</summary>
    private sealed class Answers(WriteWork[] works) : IThreadPoolWorkItem
    {
        private static readonly int Shares = Environment.ProcessorCount;

        public static void Give(List<WriteWork> batch)
        {
            var share = (batch.Count + Shares - 1) / Shares;
            for (var from = 0; from < batch.Count; from += share)
                ThreadPool.UnsafeQueueUserWorkItem(new Answers([.. batch.Skip(from).Take(share)]), preferLocal: false);
        }

        public void Execute()
        {
            foreach (var work in works)
                work.Answer();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A write was not stored: {Reason} Database: {Path}. Callers were told to try again.")]
        public static partial void CommitFailed(ILogger logger, string reason, string path);

        [LoggerMessage(3, LogLevel.Warning, "New records are stored but not counted into the statistics yet: {Reason} It is tried again by itself.")]
        public static partial void CountFailed(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Warning, "An erasure is done, but its traces are still in the write-ahead log: {Reason}")]
        public static partial void WipeFailed(ILogger logger, string reason);
    }
}
