using System.Text;
using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Postgres.Database;
using ConsentHub.SiteLedger;
using Dapper;

namespace ConsentHub.Postgres.Duties;

/// <summary>Duties in PostgreSQL. An advisory lock keeps instances that add events of one site, or change its duties, out of each other's way.</summary>
internal sealed class PostgresDutyStore(PostgresConnections connections, LedgerOrigins origins) : IDutyStore
{
    public Task<EventsOutcome> AddAsync(int site, string key, IReadOnlyList<EventWithDuties> events, Actor by, AuditSealer sealer, DateTimeOffset now) =>
        connections.WriteAsync(connection => new PostgresEvents(connection, site, now).AddAsync(key, events, by, sealer));

    public Task<IReadOnlyList<Duty>> ListAsync(DutyQuery query, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<DutyRow>(new CommandDefinition(Select(query), new
        {
            query.Site,
            query.HeldBy,
            dueBefore = query.DueBefore?.ToUnixTimeMilliseconds(),
            due = query.After?.Due.ToUnixTimeMilliseconds(),
            id = query.After?.Id,
            query.Limit,
        }, cancellationToken: ct));
        return (IReadOnlyList<Duty>)[.. rows.Select(r => r.ToDuty())];
    }, ct);

    public Task<AcknowledgeOutcome> AcknowledgeAsync(int site, string key, Guid duty, string? heldBy, Acknowledgement said, Actor by, AuditSealer sealer, DateTimeOffset now) =>
        connections.WriteAsync(connection => new PostgresAcknowledgement(
            connection, site, origins, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds())).RunAsync(key, duty, heldBy, said, by, sealer));

    public Task<DutyStatement?> FindStatementAsync(int site, Guid duty, string? heldBy, CancellationToken ct) =>
        connections.ReadAsync(connection => PostgresAcknowledgement.FindStatementAsync(connection, site, duty, heldBy), ct);

    public async Task RunAsync(int site, DutyRules rules, DateTimeOffset now)
    {
        while (await connections.WriteAsync(connection => new PostgresDutyRun(connection, site, rules, now).RunAsync()))
        {
        }
    }

    public Task<IReadOnlyList<DutyCount>> CountAsync(DateTimeOffset now, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<DutyCountRow>(new CommandDefinition(DutyCountRow.Select, new { now = now.ToUnixTimeMilliseconds() }, cancellationToken: ct));
        return (IReadOnlyList<DutyCount>)[.. rows.Select(r => r.ToCount())];
    }, ct);

    private static string Select(DutyQuery query)
    {
        var sql = new StringBuilder($"SELECT {DutyRow.Columns} FROM duty WHERE site = @Site");
        if (query.HeldBy is not null)
            sql.Append(" AND held_by = @HeldBy");
        if (query.DueBefore is not null)
            sql.Append(" AND due < @dueBefore");
        if (query.After is not null)
            sql.Append(" AND (due, id) > (@due, @id)");

        return sql.Append(" ORDER BY due, id LIMIT @Limit").ToString();
    }
}
