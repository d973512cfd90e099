using ConsentHub.ApiKeys;
using ConsentHub.Postgres.Database;
using Dapper;

namespace ConsentHub.Postgres;

/// <summary>Looks up API keys. Callers who ask for the same key while a query for it runs share the next query.</summary>
/// <remarks>Nobody gets the result of a query that began before the call. So a revocation takes effect for the next request, on all instances.</remarks>
internal sealed class PostgresKeyLookups(PostgresConnections connections)
{
    private readonly Lock guard = new();
    private readonly Dictionary<UInt128, Waiting> running = [];

    public Task<ApiKey?> FindAsync(byte[] hash, CancellationToken ct)
    {
        // The hash is a SHA-256. If two keys had the same first half, the second would be compared with the whole hash below.
        var id = BitConverter.ToUInt128(hash);
        var own = new TaskCompletionSource<ApiKey?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (guard)
        {
            if (running.TryGetValue(id, out var waiting) && waiting.Hash.AsSpan().SequenceEqual(hash))
                return (waiting.Next ??= own).Task.WaitAsync(ct);

            if (waiting is not null)
                return QueryAsync(hash, ct);

            running.Add(id, new Waiting(hash));
        }

        _ = RunAsync(id, hash, own);
        return own.Task.WaitAsync(ct);
    }

    /// <summary>Queries for the callers who wait, until nobody waits any more. A query is never cancelled, because others may wait for it.</summary>
    private async Task RunAsync(UInt128 id, byte[] hash, TaskCompletionSource<ApiKey?> callers)
    {
        for (var next = callers; next is not null; next = TakeNext(id))
        {
            try
            {
                next.SetResult(await QueryAsync(hash, CancellationToken.None));
            }
            catch (Exception e)
            {
                next.SetException(e);
            }
        }
    }

    private TaskCompletionSource<ApiKey?>? TakeNext(UInt128 id)
    {
        lock (guard)
        {
            var waiting = running[id];
            var next = waiting.Next;
            waiting.Next = null;
            if (next is null)
                running.Remove(id);

            return next;
        }
    }

    private Task<ApiKey?> QueryAsync(byte[] hash, CancellationToken ct) => connections.ReadAsync(async connection =>
        (await connection.QuerySingleOrDefaultAsync<ApiKeyRow>(new CommandDefinition(ApiKeyRow.Find, new { hash }, cancellationToken: ct)))?.ToKey(), ct);

    private sealed class Waiting(byte[] hash)
    {
        public byte[] Hash => hash;

        /// <summary>The callers of the next query; null if nobody waits for it.</summary>
        public TaskCompletionSource<ApiKey?>? Next { get; set; }
    }
}
