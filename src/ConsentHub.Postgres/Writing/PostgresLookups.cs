using System.Threading.Channels;
using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Looks up visitors' current records, all queued look-ups in one query, so that one connection answers many callers at once.</summary>
internal sealed class PostgresLookups : IAsyncDisposable
{
    private const int Connections = 2, QueueLength = 4096, MaxBatch = 256, Attempts = 4;

    private readonly Channel<Lookup> queue = Channel.CreateBounded<Lookup>(QueueLength);
    private readonly PostgresDatabase database;
    private readonly Task running;

    public PostgresLookups(PostgresDatabase database)
    {
        this.database = database;
        running = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(RunAsync)));
    }

    /// <exception cref="StoreBusyException">The queue is full.</exception>
    public async ValueTask<ConsentRecord?> FindCurrentAsync(int site, Visitor visitor, CancellationToken ct)
    {
        var lookup = new Lookup(site, visitor);
        if (!queue.Writer.TryWrite(lookup))
            throw new StoreBusyException();

        return await lookup.Done.Task.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await running;
    }

    private async Task RunAsync()
    {
        NpgsqlConnection? connection = null;
        var batch = new List<Lookup>(MaxBatch);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var lookup))
                batch.Add(lookup);

            connection = await CompleteAsync(connection, batch);
            batch.Clear();
        }

        if (connection is not null)
            await connection.DisposeAsync();
    }

    /// <summary>Answers a batch, and returns the connection for reuse; null if it was lost.</summary>
    private async Task<NpgsqlConnection?> CompleteAsync(NpgsqlConnection? connection, List<Lookup> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reused = connection is not null;
            try
            {
                connection ??= await database.Source.OpenConnectionAsync();
                await ReadAsync(connection, batch);
                return connection;
            }
            catch (Exception e)
            {
                if (connection is not null)
                    await connection.DisposeAsync();

                connection = null;
                if (reused && attempt < Attempts && PostgresErrors.IsDeadConnection(e))
                    continue;

                var translated = PostgresErrors.Translate(e);
                batch.ForEach(l => l.Done.TrySetException(translated));
                return null;
            }
        }
    }

    private static async Task ReadAsync(NpgsqlConnection connection, List<Lookup> batch)
    {
        var asked = batch.Select(l => (l.Site, l.Visitor)).Distinct().ToList();
        var found = new Dictionary<(int Site, Visitor Visitor), List<ConsentRecord>>(asked.Count);
        await using var command = connection.Command(
            BatchLookups.FindLatest, Parameters.Of([.. asked.Select(a => a.Site)]), Parameters.Of((Guid[])[.. asked.Select(a => PostgresRow.Of(a.Visitor))]));
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                var record = PostgresRow.Read(row);
                var key = (PostgresRow.SiteOf(row), record.Content.Visitor);
                if (found.TryGetValue(key, out var equals))
                    equals.Add(record);
                else
                    found.Add(key, [record]);
            }
        }

        foreach (var lookup in batch)
            lookup.Done.TrySetResult(found.TryGetValue((lookup.Site, lookup.Visitor), out var records) ? CurrentRecord.Of(records) : null);
    }

    private sealed class Lookup(int site, Visitor visitor)
    {
        public int Site => site;

        public Visitor Visitor => visitor;

        public TaskCompletionSource<ConsentRecord?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
