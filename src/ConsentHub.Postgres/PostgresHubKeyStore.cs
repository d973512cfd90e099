using ConsentHub.Keys;
using ConsentHub.Postgres.Database;
using Dapper;

namespace ConsentHub.Postgres;

/// <summary>The hub's keys in PostgreSQL.</summary>
internal sealed class PostgresHubKeyStore(PostgresConnections connections) : IHubKeyStore
{
    public Task<IReadOnlyList<HubKey>> ListAsync(CancellationToken ct) => connections.ReadAsync(async connection =>
        (IReadOnlyList<HubKey>)[.. await connection.QueryAsync<HubKey>(new CommandDefinition(HubKey.Select, cancellationToken: ct))], ct);

    public Task AddAsync(Func<IReadOnlyList<HubKey>, bool, IReadOnlyList<HubKey>> make) => connections.WriteAsync(async connection =>
    {
        // If several instances start at the same time, the first makes the keys, and the others wait here and then find them.
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", new { key = AdvisoryLocks.HubKeys });
        IReadOnlyList<HubKey> known = [.. await connection.QueryAsync<HubKey>(HubKey.Select)];
        return await connection.ExecuteAsync(HubKey.Insert, make(known, await connection.ExecuteScalarAsync<bool>(HubKey.InUse)));
    });

    public Task RewrapAsync(long number, byte[] wrapped) =>
        connections.WriteAsync(connection => connection.ExecuteAsync(HubKey.Rewrap, new { number, wrapped }));
}
