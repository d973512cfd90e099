using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres;

/// <summary>API keys in PostgreSQL. Every instance looks keys up in the database, so a revocation takes effect on all instances at once.</summary>
internal sealed class PostgresApiKeyStore(PostgresConnections connections, PostgresKeyLookups lookups, TimeProvider time) : IApiKeyStore
{
    public ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken ct) => new(lookups.FindAsync(hash, ct));

    public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<ApiKeyRow>(new CommandDefinition(ApiKeyRow.List, cancellationToken: ct));
        return (IReadOnlyList<ApiKey>)[.. rows.Select(r => r.ToKey())];
    }, ct);

    public Task<ApiKey> CreateAsync(NewApiKey key, Actor by, AuditSealer sealer) =>
        WriteAsync(connection => CreateAsync(connection, key, configured: false, by, AuditActions.KeyCreate, sealer));

    public Task<ApiKey?> CreateFirstAsync(NewApiKey key, AuditSealer sealer) => WriteAsync(async connection =>
        await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM api_key)")
            ? null : await CreateAsync(connection, key, configured: false, Actor.Hub, AuditActions.KeyFirst, sealer));

    public Task<ConfiguredKey> ConfigureAsync(NewApiKey key, AuditSealer sealer) => WriteAsync(async connection =>
    {
        var configured = await CreateAsync(connection, key, configured: true, Actor.Hub, AuditActions.KeyConfigure, sealer);
        if (configured.RevokedAt is not null)
            return new ConfiguredKey(configured, []);

        var replaced = (await connection.QueryAsync<long>(ApiKeyRow.Replaced, new { hash = key.Hash })).AsList();
        foreach (var id in replaced)
            await RevokeAsync(connection, id, Actor.Hub, "replaced by ConsentHub__AdminKey", sealer);

        return new ConfiguredKey(configured, replaced);
    });

    public Task<bool> RevokeAsync(long id, Actor by, AuditSealer sealer) => WriteAsync(async connection =>
        await RevokeAsync(connection, id, by, why: null, sealer) || await connection.ExecuteScalarAsync<bool>(ApiKeyRow.Exists, new { id }));

    /// <summary>Runs a write under the lock of the audit trail. If two instances start at the same time, the second therefore sees the keys of the first.</summary>
    private Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write) => connections.WriteAsync(async connection =>
    {
        await PostgresAuditStore.LockAsync(connection);
        return await write(connection);
    });

    private async Task<ApiKey> CreateAsync(NpgsqlConnection connection, NewApiKey key, bool configured, Actor by, string action, AuditSealer sealer)
    {
        var now = time.GetUtcNow();
        var made = await connection.ExecuteAsync(ApiKeyRow.Insert, ApiKeyRow.Parameters(key, configured, now)) == 1;
        var stored = (await connection.QuerySingleAsync<ApiKeyRow>(ApiKeyRow.Find, new { hash = key.Hash })).ToKey();
        if (made)
            await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, action, null, ApiKeyAuditText.Made(stored, key.Hash)), sealer, now);

        return stored;
    }

    private async Task<bool> RevokeAsync(NpgsqlConnection connection, long id, Actor by, string? why, AuditSealer sealer)
    {
        var now = time.GetUtcNow();
        if (await connection.ExecuteAsync(ApiKeyRow.Revoke, new { id, now = now.ToUnixTimeMilliseconds() }) != 1)
            return false;

        await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.KeyRevoke, null, ApiKeyAuditText.Revoked(id, why)), sealer, now);
        return true;
    }
}
