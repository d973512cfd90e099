using ConsentHub.Files;
using ConsentHub.Metrics;
using ConsentHub.Stores;
using Microsoft.Win32.SafeHandles;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Syncs the write-ahead log on a thread of its own, and then answers the callers of the batch that it made durable.</summary>
/// <remarks>
/// A commit under <c>synchronous = NORMAL</c> writes the WAL and leaves the sync to this class, so that the writer builds the next batch
/// while the disk works. SQLite itself syncs the WAL before a checkpoint and the database after it, so a batch whose frames are no longer
/// in the WAL is durable in the database.
/// </remarks>
internal sealed class SqliteWalSync : IDisposable
{
    private readonly string path;
    private readonly Func<Exception, Exception> translate;
    private readonly HubMetrics metrics;
    private readonly SemaphoreSlim ready = new(0);
    private readonly ManualResetEventSlim idle = new(true);
    private readonly Thread thread;
    private SafeFileHandle? wal;
    private List<SqliteWriteWork>? batch;
    private volatile Exception? failure;

    /// <param name="translate">Turns a failure into the exception that callers receive.</param>
    public SqliteWalSync(string database, Func<Exception, Exception> translate, HubMetrics metrics)
    {
        path = database + "-wal";
        this.translate = translate;
        this.metrics = metrics;
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite-sync" };
        thread.Start();
    }

    /// <summary>Starts the sync of a committed batch, and answers its callers afterwards. Call <see cref="Wait"/> before the next <see cref="Start"/>.</summary>
    public void Start(List<SqliteWriteWork> committed)
    {
        batch = committed;
        idle.Reset();
        ready.Release();
    }

    /// <summary>Waits until the last batch is durable.</summary>
    /// <exception cref="IOException">The batch may not be durable. No further batch may be committed before <see cref="ClearFailure"/>.</exception>
    public void Wait()
    {
        idle.Wait();
        if (failure is { } error)
            throw new IOException(error.Message, error);
    }

    /// <summary>Whether the last sync failed.</summary>
    public bool HasFailed => failure is not null;

    /// <summary>Clears the failure after SQLite checkpointed and synced the whole WAL.</summary>
    public void ClearFailure() => failure = null;

    /// <summary>Closes the WAL file; the next sync opens it again. Called when SQLite may replace the file.</summary>
    public void Reopen()
    {
        idle.Wait();
        wal?.Dispose();
        wal = null;
    }

    public void Dispose()
    {
        idle.Wait();
        batch = null;
        ready.Release();
        thread.Join();
        wal?.Dispose();
        ready.Dispose();
        idle.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            ready.Wait();
            if (batch is not { } committed)
                return;

            try
            {
                wal ??= File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                var began = TimeProvider.System.GetTimestamp();
                DiskSync.Flush(wal);
                metrics.BatchStored(committed.Count, TimeProvider.System.GetElapsedTime(began));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure = e;
                var forCallers = translate(e);
                committed.ForEach(work => work.Fail(forCallers));
            }

            // Releases the writer first, so that it commits the next batch while these callers are answered.
            idle.Set();
            WaitingCaller.CompleteAll(committed);
        }
    }
}
