using ConsentHub.Access;
using Dapper;

namespace ConsentHub.Storage.Sqlite;

/// <summary>API keys and the audit trail in SQLite.</summary>
internal sealed class SqliteKeyStore(SqliteWriter writer, SqliteReaders readers, TimeProvider time) : IKeyStore
{
    private const string Columns = "id AS Id, name AS Name, role AS Role, sites AS Sites, created_at AS CreatedAt, revoked_at AS RevokedAt";

    public async ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var row = await lease.Connection.QuerySingleOrDefaultAsync<KeyRow>(
            new CommandDefinition($"SELECT {Columns} FROM api_key WHERE hash = @hash", new { hash }, cancellationToken: ct));
        return row?.ToKey();
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<KeyRow>(new CommandDefinition($"SELECT {Columns} FROM api_key ORDER BY id", cancellationToken: ct));
        return [.. rows.Select(r => r.ToKey())];
    }

    public Task<ApiKey> CreateAsync(byte[] hash, string name, Role role, IReadOnlyList<string>? sites) => writer.RunAsync(session =>
    {
        session.Connection.Execute(
            "INSERT INTO api_key (hash, name, role, sites, created_at) VALUES (@hash, @name, @role, @sites, @now) ON CONFLICT (hash) DO NOTHING",
            new { hash, name, role = WireWords<Role>.Of(role), sites = sites is null ? null : TextList.Write(sites), now = Now() },
            session.Transaction);
        return session.Connection.QuerySingle<KeyRow>($"SELECT {Columns} FROM api_key WHERE hash = @hash", new { hash }, session.Transaction).ToKey();
    });

    public Task<bool> RevokeAsync(long id) => writer.RunAsync(session => session.Connection.Execute(
        "UPDATE api_key SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id", new { id, now = Now() }, session.Transaction) == 1);

    public Task AuditAsync(long? key, string action, string? site, string? detail) => writer.RunAsync(session => session.Connection.Execute(
        "INSERT INTO audit (at, key, action, site, detail) VALUES (@now, @key, @action, @site, @detail)",
        new { now = Now(), key, action, site, detail }, session.Transaction));

    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? before, int limit, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<AuditRow>(new CommandDefinition(
            "SELECT id AS Id, at AS At, key AS Key, action AS Action, site AS Site, detail AS Detail FROM audit WHERE id < @before ORDER BY id DESC LIMIT @limit",
            new { before = before ?? long.MaxValue, limit }, cancellationToken: ct));
        return [.. rows.Select(r => new AuditEntry(r.Id, DateTimeOffset.FromUnixTimeMilliseconds(r.At), r.Key, r.Action, r.Site, r.Detail))];
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class KeyRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Role { get; init; } = "";
        public string? Sites { get; init; }
        public long CreatedAt { get; init; }
        public long? RevokedAt { get; init; }

        public ApiKey ToKey()
        {
            if (!WireWords<Role>.TryParse(Role, out var role))
                throw new InvalidDataException($"API key {Id} has the unknown role '{Role}'.");

            return new ApiKey(
                Id, Name, role, Sites is null ? null : TextList.Read(Sites),
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), RevokedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
        }
    }

    private sealed class AuditRow
    {
        public long Id { get; init; }
        public long At { get; init; }
        public long? Key { get; init; }
        public string Action { get; init; } = "";
        public string? Site { get; init; }
        public string? Detail { get; init; }
    }
}
