using ConsentHub.Audit;
using ConsentHub.Deliveries;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using Dapper;
using SQLitePCL;

namespace ConsentHub.Sqlite.Duties;

/// <summary>Webhooks in SQLite. The one writer runs them, the duties and the choices one after the other.</summary>
internal sealed class SqliteWebhookStore(SqliteWriter writer, SqliteReaders readers) : IWebhookStore
{
    private const string Due =
        $"""
        SELECT {SqliteDutyRow.Columns}, sent, attempts FROM duty INDEXED BY duty_next
        WHERE site = $site AND held_by = $system AND next_at <= $now ORDER BY next_at, id LIMIT $limit
        """;

    private const string Release = "UPDATE webhook SET lease_until = 0 WHERE site = @site AND system = @system";

    private const string Mark = "UPDATE duty SET sent = $sent, attempts = $attempts, next_at = $next WHERE id = $id AND due = $due";

    public Task<(Webhook Webhook, bool IsNew)> PutAsync(int site, string key, WebhookDraft draft, Actor by, AuditSealer sealer, DateTimeOffset now) => writer.RunAsync(session =>
    {
        var values = WebhookRow.Parameters(site, draft, now);
        var isNew = session.Connection.Execute(WebhookRow.Replace, values, session.Transaction) == 0;
        if (isNew)
            session.Connection.Execute(WebhookRow.Insert, values, session.Transaction);
        else if (draft.Rotate)
            session.Connection.Execute(WebhookRow.Rotate, values, session.Transaction);

        session.Connection.Execute(WebhookRow.SendAll, values, session.Transaction);
        SqliteAuditStore.Append(session, new AuditDraft(by, AuditActions.WebhookPut, key, WebhookAuditText.Put(draft, isNew)), sealer, now);
        return (session.Connection.QuerySingle<WebhookRow>(WebhookRow.Find, values, session.Transaction).ToWebhook(), isNew);
    });

    public Task<bool> DeleteAsync(int site, string key, string system, Actor by, AuditSealer sealer, DateTimeOffset now) => writer.RunAsync(session =>
    {
        if (session.Connection.Execute(WebhookRow.Delete, new { site, system }, session.Transaction) == 0)
            return false;

        session.Connection.Execute(WebhookRow.SendNone, new { site, system }, session.Transaction);
        SqliteAuditStore.Append(session, new AuditDraft(by, AuditActions.WebhookDelete, key, WebhookAuditText.Delete(system)), sealer, now);
        return true;
    });

    public async Task<IReadOnlyList<Webhook>> ListAsync(int site, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return [.. (await lease.Connection.QueryAsync<WebhookRow>(new CommandDefinition(WebhookRow.List, new { site }, cancellationToken: ct))).Select(r => r.ToWebhook())];
    }

    public async Task<IReadOnlyList<WebhookState>> StatesAsync(DateTimeOffset now, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<WebhookStateRow>(new CommandDefinition(WebhookRow.States, new { now = now.ToUnixTimeMilliseconds() }, cancellationToken: ct));
        return [.. rows.Select(r => r.ToState())];
    }

    public async Task<long> CountWaitingAsync(DateTimeOffset now, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.ExecuteScalarAsync<long>(new CommandDefinition(WebhookRow.CountWaiting, new { now = now.ToUnixTimeMilliseconds() }, cancellationToken: ct));
    }

    public Task<DeliveryBatch?> TakeAsync(int site, string system, DateTimeOffset now) => writer.RunAsync(session =>
    {
        var lease = DateTimeOffset.FromUnixTimeMilliseconds((now + DeliveryBatch.Lease).ToUnixTimeMilliseconds());
        var values = new { site, system, now = now.ToUnixTimeMilliseconds(), lease = lease.ToUnixTimeMilliseconds() };
        if (session.Connection.Execute(WebhookRow.Take, values, session.Transaction) == 0)
            return null;

        var due = session.Statement(Due).Bind(1, site).Bind(2, system).Bind(3, values.now).Bind(4, DeliveryBatch.Most).ReadWhile(ReadDelivery);
        if (due.Count == 0)
        {
            session.Connection.Execute(Release, values, session.Transaction);
            return null;
        }

        var webhook = session.Connection.QuerySingle<WebhookRow>(WebhookRow.Find, values, session.Transaction).ToWebhook();
        return new DeliveryBatch(webhook, lease, [.. due.DistinctBy(d => d.Duty.Subject ?? d.Duty.Class, StringComparer.Ordinal)]);
    });

    public Task<bool> FinishAsync(DeliveryBatch batch, BatchResult result) => writer.RunAsync(session =>
    {
        if (session.Connection.Execute(WebhookRow.Finish, WebhookRow.Parameters(batch, result), session.Transaction) == 0)
            return false;

        foreach (var one in result.Results)
        {
            var mark = session.Statement(Mark).Bind(1, one.Sent).Bind(2, one.Attempts);
            mark = one.NextAt is { } next ? mark.Bind(3, next.ToUnixTimeMilliseconds()) : mark.BindNull(3);
            mark.Bind(4, one.Delivery.Duty.Id).Bind(5, one.Delivery.Duty.Due.ToUnixTimeMilliseconds()).Run();
        }

        return true;
    });

    private static Delivery ReadDelivery(sqlite3_stmt row) => new(SqliteDutyRow.Read(row), raw.sqlite3_column_int(row, 9) == 1, raw.sqlite3_column_int(row, 10));
}
