using ConsentHub.Audit;
using ConsentHub.Sqlite.Database;
using Dapper;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The audit trail in SQLite.</summary>
internal sealed class SqliteAuditStore(SqliteWriter writer, SqliteReaders readers, TimeProvider time) : IAuditStore
{
    public Task<AuditEntry> AppendAsync(AuditDraft draft, AuditSealer sealer) => writer.RunAsync(session => Append(session, draft, sealer, time.GetUtcNow()));

    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<AuditRow>(new CommandDefinition(AuditSql.Select(query), AuditSql.Parameters(query), cancellationToken: ct));
        return [.. rows.Select(r => r.Read())];
    }

    public async Task<AuditHead?> HeadAsync(CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.QuerySingleOrDefaultAsync<AuditHead>(new CommandDefinition(AuditSql.Head, cancellationToken: ct));
    }

    /// <summary>Adds an entry in the same transaction as the audited action.</summary>
    public static AuditEntry Append(SqliteWriteSession session, AuditDraft draft, AuditSealer sealer, DateTimeOffset now)
    {
        var head = session.Connection.QuerySingleOrDefault<AuditHead>(AuditSql.Head, transaction: session.Transaction) ?? AuditHead.Empty;
        var (entry, next) = sealer.Seal(draft, head, now);
        session.Connection.Execute(AuditSql.Insert, AuditRow.Of(entry), session.Transaction);
        session.Connection.Execute(
            """
            INSERT INTO audit_head (one, id, hash, signature) VALUES (1, @Id, @Hash, @Signature)
            ON CONFLICT (one) DO UPDATE SET id = excluded.id, hash = excluded.hash, signature = excluded.signature
            """,
            next, session.Transaction);
        return entry;
    }
}
