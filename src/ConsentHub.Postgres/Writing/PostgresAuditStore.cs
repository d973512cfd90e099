using ConsentHub.Audit;
using ConsentHub.Postgres.Database;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>The audit trail in PostgreSQL. The row lock of the head puts the entries of all instances in one order.</summary>
internal sealed class PostgresAuditStore(PostgresConnections connections, TimeProvider time) : IAuditStore
{
    private const string LockedHead = $"{AuditSql.Head} FOR UPDATE";

    public Task<AuditEntry> AppendAsync(AuditDraft draft, AuditSealer sealer) =>
        connections.WriteAsync(connection => AppendAsync(connection, draft, sealer, time.GetUtcNow()));

    public Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition(AuditSql.Select(query), AuditSql.Parameters(query), cancellationToken: ct));
        return (IReadOnlyList<AuditEntry>)[.. rows.Select(r => r.Read())];
    }, ct);

    public Task<AuditHead?> HeadAsync(CancellationToken ct) => connections.ReadAsync(connection =>
        connection.QuerySingleOrDefaultAsync<AuditHead>(new CommandDefinition(AuditSql.Head, cancellationToken: ct)), ct);

    /// <summary>Adds an entry in the same transaction as the audited action, and keeps the trail locked until that transaction ends. Costs two round trips, one of which locks the end of the trail.</summary>
    public static async Task<AuditEntry> AppendAsync(NpgsqlConnection connection, AuditDraft draft, AuditSealer sealer, DateTimeOffset now)
    {
        var head = await connection.QuerySingleOrDefaultAsync<AuditHead>(LockedHead);
        if (head is null)
        {
            await LockAsync(connection);
            head = await connection.QuerySingleAsync<AuditHead>(LockedHead);
        }

        var (entry, next) = sealer.Seal(draft, head, now);
        var row = AuditRow.Of(entry);
        await connection.ExecuteAsync(
            $"{AuditSql.Insert}; UPDATE audit_head SET id = @Id, hash = @Hash, signature = @HeadSignature",
            new { row.Id, row.At, row.Actor, row.Key, row.Action, row.Site, row.Detail, row.Hash, row.Signature, HeadSignature = next.Signature });
        return entry;
    }

    /// <summary>Locks the trail, and so every change of API keys, until the end of the transaction.</summary>
    public static async Task LockAsync(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync(
            "INSERT INTO audit_head (one, id, hash, signature) VALUES (1, 0, @Hash, @Signature) ON CONFLICT (one) DO NOTHING", AuditHead.Empty);
        await connection.ExecuteAsync("SELECT 1 FROM audit_head FOR UPDATE");
    }
}
