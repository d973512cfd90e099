using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using Dapper;
using SQLitePCL;

namespace ConsentHub.Sqlite;

/// <summary>API keys in SQLite.</summary>
internal sealed class SqliteApiKeyStore(SqliteWriter writer, SqliteReaders readers, TimeProvider time) : IApiKeyStore
{
    public ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return ValueTask.FromResult(lease.Session.Statement(ApiKeyRow.Find).Bind(1, hash).ReadOne(Read)?.ToKey());
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<ApiKeyRow>(new CommandDefinition(ApiKeyRow.List, cancellationToken: ct));
        return [.. rows.Select(r => r.ToKey())];
    }

    public Task<ApiKey> CreateAsync(NewApiKey key, Actor by, AuditSealer sealer) =>
        writer.RunAsync(session => Create(session, key, configured: false, by, AuditActions.KeyCreate, sealer));

    public Task<ApiKey?> CreateFirstAsync(NewApiKey key, AuditSealer sealer) => writer.RunAsync(session =>
        session.Connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM api_key)", transaction: session.Transaction)
            ? null : (ApiKey?)Create(session, key, configured: false, Actor.Hub, AuditActions.KeyFirst, sealer));

    public Task<ConfiguredKey> ConfigureAsync(NewApiKey key, AuditSealer sealer) => writer.RunAsync(session =>
    {
        var configured = Create(session, key, configured: true, Actor.Hub, AuditActions.KeyConfigure, sealer);
        if (configured.RevokedAt is not null)
            return new ConfiguredKey(configured, []);

        var replaced = session.Connection.Query<long>(ApiKeyRow.Replaced, new { hash = key.Hash }, session.Transaction).AsList();
        foreach (var id in replaced)
            Revoke(session, id, Actor.Hub, "replaced by ConsentHub__AdminKey", sealer);

        return new ConfiguredKey(configured, replaced);
    });

    public Task<bool> RevokeAsync(long id, Actor by, AuditSealer sealer) => writer.RunAsync(session =>
        Revoke(session, id, by, why: null, sealer) || session.Connection.ExecuteScalar<bool>(ApiKeyRow.Exists, new { id }, session.Transaction));

    private ApiKey Create(SqliteWriteSession session, NewApiKey key, bool configured, Actor by, string action, AuditSealer sealer)
    {
        var now = time.GetUtcNow();
        var made = session.Connection.Execute(ApiKeyRow.Insert, ApiKeyRow.Parameters(key, configured, now), session.Transaction) == 1;
        var stored = session.Connection.QuerySingle<ApiKeyRow>(ApiKeyRow.Find, new { hash = key.Hash }, session.Transaction).ToKey();
        if (made)
            SqliteAuditStore.Append(session, new AuditDraft(by, action, null, ApiKeyAuditText.Made(stored, key.Hash)), sealer, now);

        return stored;
    }

    private bool Revoke(SqliteWriteSession session, long id, Actor by, string? why, AuditSealer sealer)
    {
        var now = time.GetUtcNow();
        if (session.Connection.Execute(ApiKeyRow.Revoke, new { id, now = now.ToUnixTimeMilliseconds() }, session.Transaction) != 1)
            return false;

        SqliteAuditStore.Append(session, new AuditDraft(by, AuditActions.KeyRevoke, null, ApiKeyAuditText.Revoked(id, why)), sealer, now);
        return true;
    }

    /// <summary>Reads a row selected with <see cref="ApiKeyRow.Columns"/>.</summary>
    private static ApiKeyRow Read(sqlite3_stmt row) => new()
    {
        Id = raw.sqlite3_column_int64(row, 0),
        Name = Text(row, 1)!,
        Role = Text(row, 2)!,
        Sites = Text(row, 3),
        System = Text(row, 4),
        CreatedAt = raw.sqlite3_column_int64(row, 5),
        ExpiresAt = Number(row, 6),
        RevokedAt = Number(row, 7),
    };

    private static string? Text(sqlite3_stmt row, int column) => IsNull(row, column) ? null : raw.sqlite3_column_text(row, column).utf8_to_string();

    private static long? Number(sqlite3_stmt row, int column) => IsNull(row, column) ? null : raw.sqlite3_column_int64(row, column);

    private static bool IsNull(sqlite3_stmt row, int column) => raw.sqlite3_column_type(row, column) == raw.SQLITE_NULL;
}
