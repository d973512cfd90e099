using ConsentHub.Audit;
using ConsentHub.Promises;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using Dapper;

namespace ConsentHub.Sqlite.Retention;

/// <summary>Holds in SQLite. The one writer runs them and the removals one after the other.</summary>
internal sealed class SqliteHoldStore(SqliteWriter writer, SqliteReaders readers) : IHoldStore
{
    public Task PutAsync(int site, string key, Hold hold, Actor by, AuditSealer sealer) => writer.RunAsync(session =>
    {
        session.Connection.Execute(HoldRow.Put, HoldRow.Parameters(site, hold), session.Transaction);
        return SqliteAuditStore.Append(session, new AuditDraft(by, AuditActions.HoldPut, key, HoldAuditText.Put(hold)), sealer, hold.At);
    });

    public Task<bool> LiftAsync(int site, string key, string id, Actor by, AuditSealer sealer, DateTimeOffset now) => writer.RunAsync(session =>
    {
        var lifted = session.Connection.Execute(HoldRow.Lift, new { site, id }, session.Transaction) == 1;
        if (lifted)
            SqliteAuditStore.Append(session, new AuditDraft(by, AuditActions.HoldLift, key, HoldAuditText.Lift(id)), sealer, now);

        return lifted;
    });

    public async Task<IReadOnlyList<Hold>> ListAsync(int site, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<HoldRow>(new CommandDefinition(HoldRow.List, new { site }, cancellationToken: ct));
        return [.. rows.Select(r => r.ToHold())];
    }
}
