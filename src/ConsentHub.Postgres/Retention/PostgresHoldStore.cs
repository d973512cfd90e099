using ConsentHub.Audit;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using ConsentHub.Promises;
using Dapper;

namespace ConsentHub.Postgres.Retention;

/// <summary>Holds in PostgreSQL. Placing one locks the site's mark and then its head, so that no removal and no acknowledgement that began earlier ends after it.</summary>
internal sealed class PostgresHoldStore(PostgresConnections connections) : IHoldStore
{
    private const string Lock =
        """
        INSERT INTO retention_mark (site, leaf, version) VALUES (@site, 0, 0) ON CONFLICT (site) DO NOTHING;
        SELECT leaf FROM retention_mark WHERE site = @site FOR UPDATE;
        SELECT number FROM site WHERE number = @site FOR NO KEY UPDATE
        """;

    public Task PutAsync(int site, string key, Hold hold, Actor by, AuditSealer sealer) => connections.WriteAsync(async connection =>
    {
        await connection.ExecuteAsync(Lock, new { site });
        await connection.ExecuteAsync(HoldRow.Put, HoldRow.Parameters(site, hold));
        return await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.HoldPut, key, HoldAuditText.Put(hold)), sealer, hold.At);
    });

    public Task<bool> LiftAsync(int site, string key, string id, Actor by, AuditSealer sealer, DateTimeOffset now) => connections.WriteAsync(async connection =>
    {
        var lifted = await connection.ExecuteAsync(HoldRow.Lift, new { site, id }) == 1;
        if (lifted)
            await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.HoldLift, key, HoldAuditText.Lift(id)), sealer, now);

        return lifted;
    });

    public Task<IReadOnlyList<Hold>> ListAsync(int site, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<HoldRow>(new CommandDefinition(HoldRow.List, new { site }, cancellationToken: ct));
        return (IReadOnlyList<Hold>)[.. rows.Select(r => r.ToHold())];
    }, ct);
}
