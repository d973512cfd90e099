using ConsentHub.Access;
using Dapper;

namespace ConsentHub.Storage.Postgres;

/// <summary>API keys and the audit trail in PostgreSQL.</summary>
internal sealed class PostgresKeyStore(PostgresConnections connections, TimeProvider time) : IKeyStore
{
    private const string Columns = "id AS Id, name AS Name, role AS Role, sites AS Sites, created_at AS CreatedAt, revoked_at AS RevokedAt";

    public async ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken ct) => await connections.ReadAsync(async connection =>
        (await connection.QuerySingleOrDefaultAsync<KeyRow>(new CommandDefinition(
            $"SELECT {Columns} FROM api_key WHERE hash = @hash", new { hash }, cancellationToken: ct)))?.ToKey(), ct);

    public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<KeyRow>(new CommandDefinition($"SELECT {Columns} FROM api_key ORDER BY id", cancellationToken: ct));
        return (IReadOnlyList<ApiKey>)[.. rows.Select(r => r.ToKey())];
    }, ct);

    public Task<ApiKey> CreateAsync(byte[] hash, string name, Role role, IReadOnlyList<string>? sites) => connections.WriteAsync(async connection =>
    {
        await connection.ExecuteAsync(
            "INSERT INTO api_key (hash, name, role, sites, created_at) VALUES (@hash, @name, @role, @sites, @now) ON CONFLICT (hash) DO NOTHING",
            new { hash, name, role = WireWords<Role>.Of(role), sites = sites is null ? null : TextList.Write(sites), now = Now() });
        return (await connection.QuerySingleAsync<KeyRow>($"SELECT {Columns} FROM api_key WHERE hash = @hash", new { hash })).ToKey();
    });

    public Task<bool> RevokeAsync(long id) => connections.WriteAsync(async connection =>
        await connection.ExecuteAsync("UPDATE api_key SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id", new { id, now = Now() }) == 1);

    public Task AuditAsync(long? key, string action, string? site, string? detail) => connections.WriteAsync(connection => connection.ExecuteAsync(
        "INSERT INTO audit (at, key, action, site, detail) VALUES (@now, @key, @action, @site, @detail)", new { now = Now(), key, action, site, detail }));

    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? before, int limit, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition(
            "SELECT id AS Id, at AS At, key AS Key, action AS Action, site AS Site, detail AS Detail FROM audit WHERE id < @before ORDER BY id DESC LIMIT @limit",
            new { before = before ?? long.MaxValue, limit }, cancellationToken: ct));
        return (IReadOnlyList<AuditEntry>)
            [.. rows.Select(r => new AuditEntry(r.Id, DateTimeOffset.FromUnixTimeMilliseconds(r.At), r.Key, r.Action, r.Site, r.Detail))];
    }, ct);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record KeyRow(long Id, string Name, string Role, string? Sites, long CreatedAt, long? RevokedAt)
    {
        public ApiKey ToKey()
        {
            if (!WireWords<Role>.TryParse(Role, out var role))
                throw new InvalidDataException($"API key {Id} has the unknown role '{Role}'.");

            return new ApiKey(
                Id, Name, role, Sites is null ? null : TextList.Read(Sites),
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), RevokedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
        }
    }

    private sealed record AuditRow(long Id, long At, long? Key, string Action, string? Site, string? Detail);
}
