using ConsentHub.Audit;
using ConsentHub.Deliveries;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using Dapper;

namespace ConsentHub.Postgres.Duties;

/// <summary>Webhooks in PostgreSQL.</summary>
/// <remarks>
/// A change of a webhook takes the locks under which duties are written: the site's head for those of choices, and the advisory lock for the others.
/// So a transaction that did not see a new webhook has committed its duties before they are marked to be sent.
/// </remarks>
internal sealed class PostgresWebhookStore(PostgresConnections connections) : IWebhookStore
{
    private const string Lock = "SELECT number FROM site WHERE number = @site FOR NO KEY UPDATE; SELECT pg_advisory_xact_lock(@duties)";

    private const string Due =
        $"""
        SELECT {DutyRow.Columns}, sent AS Sent, attempts AS Attempts FROM duty
        WHERE site = @site AND held_by = @system AND next_at <= @now ORDER BY next_at, id LIMIT @limit
        """;

    private const string Release = "UPDATE webhook SET lease_until = 0 WHERE site = @site AND system = @system";

    private const string Mark =
        """
        UPDATE duty d SET sent = u.sent, attempts = u.attempts, next_at = u.next_at
        FROM unnest($1, $2, $3, $4, $5) AS u (id, due, sent, attempts, next_at) WHERE d.id = u.id AND d.due = u.due
        """;

    public Task<(Webhook Webhook, bool IsNew)> PutAsync(int site, string key, WebhookDraft draft, Actor by, AuditSealer sealer, DateTimeOffset now) => connections.WriteAsync(async connection =>
    {
        await connection.ExecuteAsync(Lock, new { site, duties = AdvisoryLocks.DutiesOf(site) });
        var values = WebhookRow.Parameters(site, draft, now);
        var isNew = await connection.ExecuteAsync(WebhookRow.Replace, values) == 0;
        if (isNew)
            await connection.ExecuteAsync(WebhookRow.Insert, values);
        else if (draft.Rotate)
            await connection.ExecuteAsync(WebhookRow.Rotate, values);

        await connection.ExecuteAsync(WebhookRow.SendAll, values);
        await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.WebhookPut, key, WebhookAuditText.Put(draft, isNew)), sealer, now);
        return ((await connection.QuerySingleAsync<WebhookRow>(WebhookRow.Find, values)).ToWebhook(), isNew);
    });

    public Task<bool> DeleteAsync(int site, string key, string system, Actor by, AuditSealer sealer, DateTimeOffset now) => connections.WriteAsync(async connection =>
    {
        await connection.ExecuteAsync(Lock, new { site, duties = AdvisoryLocks.DutiesOf(site) });
        if (await connection.ExecuteAsync(WebhookRow.Delete, new { site, system }) == 0)
            return false;

        await connection.ExecuteAsync(WebhookRow.SendNone, new { site, system });
        await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.WebhookDelete, key, WebhookAuditText.Delete(system)), sealer, now);
        return true;
    });

    public Task<IReadOnlyList<Webhook>> ListAsync(int site, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<WebhookRow>(new CommandDefinition(WebhookRow.List, new { site }, cancellationToken: ct));
        return (IReadOnlyList<Webhook>)[.. rows.Select(r => r.ToWebhook())];
    }, ct);

    public Task<IReadOnlyList<WebhookState>> StatesAsync(DateTimeOffset now, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<WebhookStateRow>(new CommandDefinition(WebhookRow.States, new { now = now.ToUnixTimeMilliseconds() }, cancellationToken: ct));
        return (IReadOnlyList<WebhookState>)[.. rows.Select(r => r.ToState())];
    }, ct);

    public Task<long> CountWaitingAsync(DateTimeOffset now, CancellationToken ct) => connections.ReadAsync(connection =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(WebhookRow.CountWaiting, new { now = now.ToUnixTimeMilliseconds() }, cancellationToken: ct)), ct);

    public Task<DeliveryBatch?> TakeAsync(int site, string system, DateTimeOffset now) => connections.WriteAsync(async connection =>
    {
        var lease = DateTimeOffset.FromUnixTimeMilliseconds((now + DeliveryBatch.Lease).ToUnixTimeMilliseconds());
        var values = new { site, system, now = now.ToUnixTimeMilliseconds(), lease = lease.ToUnixTimeMilliseconds(), limit = DeliveryBatch.Most };
        if (await connection.ExecuteAsync(WebhookRow.Take, values) == 0)
            return null;

        var due = (await connection.QueryAsync<DeliveryRow>(Due, values)).AsList();
        if (due.Count == 0)
        {
            await connection.ExecuteAsync(Release, values);
            return null;
        }

        var webhook = (await connection.QuerySingleAsync<WebhookRow>(WebhookRow.Find, values)).ToWebhook();
        return new DeliveryBatch(webhook, lease, [.. due.Select(d => d.ToDelivery()).DistinctBy(d => d.Duty.Subject ?? d.Duty.Class, StringComparer.Ordinal)]);
    });

    public Task<bool> FinishAsync(DeliveryBatch batch, BatchResult result) => connections.WriteAsync(async connection =>
    {
        if (await connection.ExecuteAsync(WebhookRow.Finish, WebhookRow.Parameters(batch, result)) == 0)
            return false;

        await using var mark = connection.Command(
            Mark, Parameters.Of((Guid[])[.. result.Results.Select(r => r.Delivery.Duty.Id)]), Parameters.Of((long[])[.. result.Results.Select(r => r.Delivery.Duty.Due.ToUnixTimeMilliseconds())]),
            Parameters.Of((int[])[.. result.Results.Select(r => r.Sent)]), Parameters.Of((int[])[.. result.Results.Select(r => r.Attempts)]),
            Parameters.Of((long?[])[.. result.Results.Select(r => r.NextAt?.ToUnixTimeMilliseconds())]));
        await mark.ExecuteNonQueryAsync();
        return true;
    });

    private sealed class DeliveryRow
    {
        public Guid Id { get; init; }
        public string Class { get; init; } = "";
        public string HeldBy { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Subject { get; init; } = "";
        public string Occasion { get; init; } = "";
        public long Begins { get; init; }
        public long Due { get; init; }
        public int Notice { get; init; }
        public int Sent { get; init; }
        public int Attempts { get; init; }

        public Delivery ToDelivery() => new(new DutyRow(Id, Class, HeldBy, Kind, Subject, Occasion, Begins, Due, Notice).ToDuty(), Sent == 1, Attempts);
    }
}
