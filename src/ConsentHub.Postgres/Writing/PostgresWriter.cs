using System.Threading.Channels;
using ConsentHub.Consents;
using ConsentHub.Metrics;
using ConsentHub.Postgres.Database;
using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>This instance's one writer of choices: takes whatever waits, writes it in one transaction, then answers everybody.</summary>
/// <remarks>
/// Instances write side by side; what keeps a site's log in one order is the lock of its row, taken in the order of the numbers.
/// A crash before the commit loses nothing that was acknowledged; a crash after it loses no row. Where the connection breaks while
/// committing, nobody knows: the callers are told so, and a retry with the same id settles it.
/// </remarks>
internal sealed class PostgresWriter : IAsyncDisposable
{
    public const int QueueLength = 2048;
    private const int MaxBatch = 512;

    /// <summary>Choices that wait from which on a batch becomes hardly cheaper for each when it grows.</summary>
    private const int GoodBatch = 256;
    private const int Attempts = 4;

    private readonly Channel<WriteWork> queue = Channel.CreateBounded<WriteWork>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly PostgresDatabase database;
    private readonly PostgresBatches batches;
    private readonly HubMetrics metrics;
    private readonly ILogger<PostgresWriter> log;
    private readonly Task running;

    /// <summary>Taken from the queue, but for a site that the batch at that moment had not locked: they begin the next one.</summary>
    private readonly List<WriteWork> held = [];
    private NpgsqlConnection? connection;
    private bool outage;

    public PostgresWriter(PostgresDatabase database, PostgresBatches batches, HubMetrics metrics, ILogger<PostgresWriter> log)
    {
        this.database = database;
        this.batches = batches;
        this.metrics = metrics;
        this.log = log;
        metrics.ObserveQueue(() => queue.Reader.Count);
        running = Task.Run(RunAsync);
    }

    /// <summary>Whether a whole batch waits, and more would only wait longer.</summary>
    public bool IsSaturated => queue.Reader.Count >= GoodBatch;

    /// <summary>Queues a choice and completes once it is committed and synced.</summary>
    /// <exception cref="StoreUnavailableException">The transaction failed, or whether it was committed is unknown.</exception>
    public Task<AppendOutcome> AppendAsync(ConsentDraft draft)
    {
        var work = new AppendWork(draft);
        return queue.Writer.TryWrite(work) ? work.Done : AppendRules.Busy;
    }

    /// <summary>Queues a count of the rollups.</summary>
    public Task CountAsync(ImpressionCount shown) => QueueAsync(new ImpressionWork(shown));

    /// <summary>Completes once a write has gone the way of every choice.</summary>
    public Task ProbeAsync() => QueueAsync(new ProbeWork());

    /// <summary>Finishes what was accepted, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await running;
    }

    private Task QueueAsync(PlainWork work) => queue.Writer.TryWrite(work) ? work.Done : Task.FromException(new StoreBusyException());

    private async Task RunAsync()
    {
        var batch = new List<WriteWork>(MaxBatch);
        while (held.Count > 0 || await queue.Reader.WaitToReadAsync())
        {
            batch.AddRange(held);
            held.Clear();
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var work))
                batch.Add(work);

            await RunBatchAsync(batch);
            batch.Clear();
        }

        await CloseAsync();
    }

    /// <summary>Fills a batch up with what waits and needs no other site's lock.</summary>
    private void TakeMore(List<WriteWork> batch, IReadOnlyCollection<int> sites)
    {
        while (batch.Count < MaxBatch && held.Count < MaxBatch && queue.Reader.TryRead(out var work))
            (work is AppendWork append && !sites.Contains(append.Draft.Site) ? held : batch).Add(work);
    }

    private async Task RunBatchAsync(List<WriteWork> batch)
    {
        if (await TryCommitAsync(batch, TakeMore) is not { } error)
            return;

        // An outage is nobody's fault, and trying each alone would only wait for it again and again.
        if (batch.Count == 1 || PostgresErrors.IsOutage(error))
        {
            Refuse(batch, Translate(error));
            return;
        }

        foreach (var work in batch)
        {
            List<WriteWork> alone = [work];
            if (await TryCommitAsync(alone, takeMore: null) is { } own)
                Refuse(alone, Translate(own));
        }
    }

    private static void Refuse(List<WriteWork> batch, Exception told)
    {
        batch.ForEach(work => work.Fail(told));
        WaitingCaller.CompleteAll(batch);
    }

    /// <summary>Commits a batch and completes its work; gives the error where it could not.</summary>
    private async Task<Exception?> TryCommitAsync(List<WriteWork> works, Action<List<WriteWork>, IReadOnlyCollection<int>>? takeMore)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reused = connection is not null;
            var batch = batches.New(works);
            try
            {
                connection ??= await database.Source.OpenConnectionAsync();
                var began = TimeProvider.System.GetTimestamp();
                await batch.RunAsync(connection, takeMore);
                metrics.BatchStored(works.Count, TimeProvider.System.GetElapsedTime(began));
            }
            catch (Exception e)
            {
                // The connection is dropped with whatever state it is in; the server rolls back what was not committed.
                await CloseAsync();
                var rolledBack = PostgresErrors.IsRolledBackByChance(e) || e is MissingPartitionException;
                var neverCommitted = reused && !batch.IsCommitting && PostgresErrors.IsDeadConnection(e);
                if (attempt < Attempts && (rolledBack || neverCommitted))
                    continue;

                return e;
            }

            outage = false;
            WaitingCaller.CompleteAll(works);
            return null;
        }
    }

    private async Task CloseAsync()
    {
        if (connection is { } broken)
        {
            connection = null;
            await broken.DisposeAsync();
        }
    }

    private Exception Translate(Exception error)
    {
        if (!PostgresErrors.IsOutage(error))
            return error;

        var told = PostgresErrors.Translate(error);
        if (!outage)
            StoreLog.CommitFailed(log, told.Message, database.Place);

        outage = true;
        return told;
    }
}
