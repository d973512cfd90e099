using ConsentHub.Postgres.Database;
using ConsentHub.Requests;
using Dapper;

namespace ConsentHub.Postgres.Requests;

/// <summary>Whether anybody's data is restricted at a site. Callers who ask about the same site while a query for it runs share the next query.</summary>
/// <remarks>Nobody gets the result of a query that began before the call. So a restriction takes effect for the next decision, on all instances.</remarks>
internal sealed class PostgresRestrictions(PostgresConnections connections)
{
    private readonly Lock guard = new();
    private readonly Dictionary<int, Waiting> running = [];

    public async Task<bool> IsRestrictedAsync(int site, string subject, CancellationToken ct) => await IsAnyAsync(site, ct) && await connections.ReadAsync(
        connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition(RestrictionSql.IsRestricted, new { site, subject }, cancellationToken: ct)), ct);

    private Task<bool> IsAnyAsync(int site, CancellationToken ct)
    {
        var own = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (guard)
        {
            if (running.TryGetValue(site, out var waiting))
                return (waiting.Next ??= own).Task.WaitAsync(ct);

            running.Add(site, new Waiting());
        }

        _ = RunAsync(site, own);
        return own.Task.WaitAsync(ct);
    }

    /// <summary>Queries for the callers who wait, until nobody waits any more. A query is never cancelled, because others may wait for it.</summary>
    private async Task RunAsync(int site, TaskCompletionSource<bool> callers)
    {
        for (var next = callers; next is not null; next = TakeNext(site))
        {
            try
            {
                next.SetResult(await connections.ReadAsync(connection => connection.ExecuteScalarAsync<bool>(RestrictionSql.IsAny, new { site }), CancellationToken.None));
            }
            catch (Exception e)
            {
                next.SetException(e);
            }
        }
    }

    private TaskCompletionSource<bool>? TakeNext(int site)
    {
        lock (guard)
        {
            var waiting = running[site];
            var next = waiting.Next;
            waiting.Next = null;
            if (next is null)
                running.Remove(site);

            return next;
        }
    }

    private sealed class Waiting
    {
        /// <summary>The callers of the next query; null if nobody waits for it.</summary>
        public TaskCompletionSource<bool>? Next { get; set; }
    }
}
