using System.Threading.Channels;
using ConsentHub.Consents;
using ConsentHub.Metrics;
using ConsentHub.Postgres.Database;
using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>This instance's only writer of choices: writes all queued choices in one transaction, then resumes all callers.</summary>
/// <remarks>
/// Instances write concurrently. Each locks the rows of its batch's sites, in the order of the site numbers, so that every log has one order.
/// An instance that crashes before the commit loses no acknowledged choice; one that crashes afterwards loses no row. If the connection breaks while
/// committing, the outcome is unknown: the callers get an error that says so, and a retry with the same id settles it.
/// </remarks>
internal sealed class PostgresWriter : IAsyncDisposable
{
    public const int QueueLength = 2048;
    private const int MaxBatch = 512;

    /// <summary>Queue length beyond which larger batches hardly reduce the cost per choice.</summary>
    private const int GoodBatch = 256;
    private const int Attempts = 4;

    private readonly Channel<WriteWork> queue = Channel.CreateBounded<WriteWork>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly PostgresDatabase database;
    private readonly PostgresBatches batches;
    private readonly HubMetrics metrics;
    private readonly ILogger<PostgresWriter> log;
    private readonly Task running;

    /// <summary>Work taken from the queue for a site that the running batch had not locked; it begins the next batch.</summary>
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

    /// <summary>True when a full batch is already queued, so that another choice would only wait longer.</summary>
    public bool IsSaturated => queue.Reader.Count >= GoodBatch;

    /// <summary>Queues a choice and completes once it is committed and synced.</summary>
    /// <exception cref="StoreUnavailableException">The transaction failed, or it is unknown whether it was committed.</exception>
    public Task<AppendOutcome> AppendAsync(ConsentDraft draft)
    {
        var work = new AppendWork(draft);
        return queue.Writer.TryWrite(work) ? work.Done : AppendRules.Busy;
    }

    /// <summary>Queues an impression, which is counted in the rollups.</summary>
    public Task CountAsync(ImpressionCount shown) => QueueAsync(new ImpressionWork(shown));

    /// <summary>Completes once a write has taken the same path as a choice.</summary>
    public Task ProbeAsync() => QueueAsync(new ProbeWork());

    /// <summary>Finishes all accepted work, then closes.</summary>
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

    /// <summary>Fills a batch with queued work that needs no other site's lock.</summary>
    private void TakeMore(List<WriteWork> batch, IReadOnlyCollection<int> sites)
    {
        while (batch.Count < MaxBatch && held.Count < MaxBatch && queue.Reader.TryRead(out var work))
            (work is AppendWork append && !sites.Contains(append.Draft.Site) ? held : batch).Add(work);
    }

    private async Task RunBatchAsync(List<WriteWork> batch)
    {
        if (await TryCommitAsync(batch, TakeMore) is not { } error)
            return;

        // An outage is not caused by one piece of work, so running each piece alone would only fail again.
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

    private static void Refuse(List<WriteWork> batch, Exception translated)
    {
        batch.ForEach(work => work.Fail(translated));
        WaitingCaller.CompleteAll(batch);
    }

    /// <summary>Commits a batch and completes its work; returns the error if it fails.</summary>
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
                // Closes the connection, whatever its state: the server then rolls back uncommitted work.
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

        var translated = PostgresErrors.Translate(error);
        if (!outage)
            StoreLog.CommitFailed(log, translated.Message, database.Place);

        outage = true;
        return translated;
    }
}
