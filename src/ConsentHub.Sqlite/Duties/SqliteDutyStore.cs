using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using Dapper;

namespace ConsentHub.Sqlite.Duties;

/// <summary>Duties in SQLite. The one writer runs events, acknowledgements, holds and choices one after the other.</summary>
internal sealed class SqliteDutyStore(SqliteWriter writer, SqliteReaders readers, LedgerOrigins origins) : IDutyStore
{
    private const string OfAll =
        $"""
        SELECT {SqliteDutyRow.Columns} FROM duty
        WHERE site = $site AND (due, id) > ($after, $id) AND due < $before ORDER BY due, id LIMIT $limit
        """;

    private const string OfSystem =
        $"""
        SELECT {SqliteDutyRow.Columns} FROM duty INDEXED BY duty_due
        WHERE site = $site AND (due, id) > ($after, $id) AND due < $before AND held_by = $system ORDER BY due, id LIMIT $limit
        """;

    public Task<EventsOutcome> AddAsync(int site, string key, IReadOnlyList<EventWithDuties> events, Actor by, AuditSealer sealer, DateTimeOffset now) =>
        writer.RunAsync(session => SqliteEvents.Add(session, site, key, events, by, sealer, now));

    public Task<IReadOnlyList<Duty>> ListAsync(DutyQuery query, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var statement = lease.Session.Statement(query.HeldBy is null ? OfAll : OfSystem);
        statement.Bind(1, query.Site).Bind(2, query.After?.Due.ToUnixTimeMilliseconds() ?? long.MinValue).Bind(3, query.After?.Id ?? Guid.Empty)
            .Bind(4, query.DueBefore?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        var limit = query.HeldBy is null ? 5 : 6;
        if (query.HeldBy is { } system)
            statement.Bind(5, system);

        return Task.FromResult<IReadOnlyList<Duty>>(statement.Bind(limit, query.Limit).ReadWhile(SqliteDutyRow.Read));
    }

    public Task<AcknowledgeOutcome> AcknowledgeAsync(int site, string key, Guid duty, string? heldBy, Acknowledgement said, Actor by, AuditSealer sealer, DateTimeOffset now) =>
        writer.RunAsync(session => new SqliteAcknowledgement(session, origins, site, key, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds())).Run(duty, heldBy, said, by, sealer));

    public Task<DutyStatement?> FindStatementAsync(int site, Guid duty, string? heldBy, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return Task.FromResult(SqliteAcknowledgement.StatementOf(lease.Session.Statement(SqliteAcknowledgement.FindStatement), site, duty, heldBy));
    }

    public Task RunAsync(int site, DutyRules rules, DateTimeOffset now) => new SqliteDutyRun(writer, readers, site, rules, now).RunAsync();

    public async Task<IReadOnlyList<DutyCount>> CountAsync(DateTimeOffset now, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<DutyCountRow>(new CommandDefinition(DutyCountRow.Select, new { now = now.ToUnixTimeMilliseconds() }, cancellationToken: ct));
        return [.. rows.Select(r => r.ToCount())];
    }
}
