using ConsentHub.Audit;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using ConsentHub.Requests;
using ConsentHub.SiteLedger;
using Dapper;

namespace ConsentHub.Postgres.Requests;

/// <summary>Privacy requests in PostgreSQL. A check of a code and an answer lock the row of the request.</summary>
internal sealed class PostgresRequestStore(PostgresConnections connections, LedgerOrigins origins) : IRequestStore
{
    /// <summary>Another instance skips the messages that this transaction takes.</summary>
    private const string TakeDue = $"{RequestMailRow.Due} FOR UPDATE SKIP LOCKED";

    private readonly PostgresRestrictions restrictions = new(connections);

    public Task<bool> AddAsync(int site, PrivacyRequest request, RequestSecrets secrets, VerifiedWork? proven) =>
        connections.WriteAsync(connection => new PostgresRequestWrites(connection, site).AddAsync(request, secrets, proven));

    public Task<CodeOutcome> VerifyAsync(int site, Guid id, byte[] hash, VerifiedWork proven, DateTimeOffset now) =>
        connections.WriteAsync(connection => new PostgresRequestWrites(connection, site).VerifyAsync(id, hash, proven, now));

    public Task RenewCodeAsync(int site, Guid id, Func<int, byte[]> hashOf, DateTimeOffset now) =>
        connections.WriteAsync(connection => new PostgresRequestWrites(connection, site).RenewCodeAsync(id, hashOf, now));

    public Task<StoredRequest?> FindAsync(int site, Guid id, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var row = await connection.QuerySingleOrDefaultAsync<RequestRow>(new CommandDefinition(RequestRow.Find, new { site, id = id.ToString() }, cancellationToken: ct));
        return row is null ? null : new StoredRequest(row.ToRequest(), row.Secret);
    }, ct);

    public Task<IReadOnlyList<PrivacyRequest>> ListAsync(RequestQuery query, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<RequestRow>(new CommandDefinition(RequestRow.List, RequestRow.Parameters(query), cancellationToken: ct));
        return (IReadOnlyList<PrivacyRequest>)[.. rows.Select(r => r.ToRequest())];
    }, ct);

    public Task<AnswerOutcome> AnswerAsync(int site, string key, Guid id, RequestAnswer answer, Actor by, AuditSealer sealer, DateTimeOffset now) =>
        connections.WriteAsync(connection => new PostgresRequestAnswer(
            connection, origins, site, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds())).RunAsync(key, id, answer, by, sealer));

    public Task<bool> IsRestrictedAsync(int site, string subject, CancellationToken ct) => restrictions.IsRestrictedAsync(site, subject, ct);

    public Task<bool> LiftAsync(int site, string key, Guid request, Actor by, AuditSealer sealer, DateTimeOffset now) => connections.WriteAsync(async connection =>
    {
        var lifted = await connection.ExecuteAsync(RestrictionSql.Lift, new { site, id = request.ToString() }) > 0;
        if (lifted)
            await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.RestrictionLift, key, RequestAuditText.Lifted(request)), sealer, now);

        return lifted;
    });

    public async Task<IReadOnlyList<RequestMail>> TakeMailAsync(DateTimeOffset now, TimeSpan lease, int limit)
    {
        var values = new { now = now.ToUnixTimeMilliseconds(), limit };
        if (!await connections.ReadAsync(connection => connection.ExecuteScalarAsync<bool>(RequestMailRow.IsAnyDue, values), CancellationToken.None))
            return [];

        return await connections.WriteAsync(async connection =>
        {
            var taken = new List<RequestMail>();
            foreach (var mail in await connection.QueryAsync<RequestMailRow>(TakeDue, values))
            {
                await connection.ExecuteAsync(RequestMailRow.Lease, new { request = mail.Request, kind = mail.Kind, until = (now + lease).ToUnixTimeMilliseconds() });
                if (await connection.QuerySingleOrDefaultAsync<RequestRow>(RequestMailRow.FindRequest, new { request = mail.Request }) is { } request)
                    taken.Add(mail.ToMail(request));
            }

            return taken;
        });
    }

    public Task FinishMailAsync(RequestMail mail, DateTimeOffset? nextAt) => connections.WriteAsync(async connection =>
    {
        // A renewal changes both rows. Without this lock the next statement could wait for it, and then still compare with the earlier code.
        await connection.ExecuteAsync(PostgresRequestWrites.FindLocked, new { site = mail.Site, id = mail.Request.Id.ToString() });
        return await connection.ExecuteAsync(nextAt is null ? RequestMailRow.Finish : RequestMailRow.Retry, RequestMailRow.Parameters(mail, nextAt));
    });

    public Task<bool> IsAnyDueAsync(DateTimeOffset now, CancellationToken ct) => connections.ReadAsync(
        connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition(RequestRow.IsAnyDue, RequestRow.Parameters(now), cancellationToken: ct)), ct);

    public async Task RunAsync(DateTimeOffset now)
    {
        var values = RequestRow.Parameters(now);
        while (await IsAnyDueAsync(now, CancellationToken.None))
        {
            await connections.WriteAsync(async connection =>
            {
                await connection.ExecuteAsync(RequestRow.DeleteUnverified, values);
                await connection.ExecuteAsync(RequestRow.RemovePersonalData, values);
                return await connection.ExecuteAsync(RequestMailRow.DeleteWithoutAddress);
            });
        }
    }
}
