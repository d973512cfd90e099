using ConsentHub.Audit;
using ConsentHub.Requests;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using Dapper;

namespace ConsentHub.Sqlite.Requests;

/// <summary>Privacy requests in SQLite. The one writer runs them, the duties and the choices one after the other.</summary>
internal sealed class SqliteRequestStore(SqliteWriter writer, SqliteReaders readers, LedgerOrigins origins) : IRequestStore
{
    public Task<bool> AddAsync(int site, PrivacyRequest request, RequestSecrets secrets, VerifiedWork? proven) =>
        writer.RunAsync(session => new SqliteRequestWrites(session, site).Add(request, secrets, proven));

    public Task<CodeOutcome> VerifyAsync(int site, Guid id, byte[] hash, VerifiedWork proven, DateTimeOffset now) =>
        writer.RunAsync(session => new SqliteRequestWrites(session, site).Verify(id, hash, proven, now));

    public Task RenewCodeAsync(int site, Guid id, Func<int, byte[]> hashOf, DateTimeOffset now) =>
        writer.RunAsync(session => new SqliteRequestWrites(session, site).RenewCode(id, hashOf, now));

    public async Task<StoredRequest?> FindAsync(int site, Guid id, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var row = await lease.Connection.QuerySingleOrDefaultAsync<RequestRow>(new CommandDefinition(RequestRow.Find, new { site, id = id.ToString() }, cancellationToken: ct));
        return row is null ? null : new StoredRequest(row.ToRequest(), row.Secret);
    }

    public async Task<IReadOnlyList<PrivacyRequest>> ListAsync(RequestQuery query, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return [.. (await lease.Connection.QueryAsync<RequestRow>(new CommandDefinition(RequestRow.List, RequestRow.Parameters(query), cancellationToken: ct))).Select(r => r.ToRequest())];
    }

    public Task<AnswerOutcome> AnswerAsync(int site, string key, Guid id, RequestAnswer answer, Actor by, AuditSealer sealer, DateTimeOffset now) =>
        writer.RunAsync(session => new SqliteRequestAnswer(session, origins, site, key, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds())).Run(id, answer, by, sealer));

    public Task<bool> IsRestrictedAsync(int site, string subject, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return Task.FromResult(lease.Session.Statement(RestrictionSql.IsRestricted).Bind(1, site).Bind(2, subject).Number() == 1);
    }

    public Task<bool> LiftAsync(int site, string key, Guid request, Actor by, AuditSealer sealer, DateTimeOffset now) => writer.RunAsync(session =>
    {
        if (session.Connection.Execute(RestrictionSql.Lift, new { site, id = request.ToString() }, session.Transaction) == 0)
            return false;

        SqliteAuditStore.Append(session, new AuditDraft(by, AuditActions.RestrictionLift, key, RequestAuditText.Lifted(request)), sealer, now);
        // The subject may be a visitor's pseudonym.
        session.NeedsWalWipe = true;
        return true;
    });

    public async Task<IReadOnlyList<RequestMail>> TakeMailAsync(DateTimeOffset now, TimeSpan lease, int limit)
    {
        var values = new { now = now.ToUnixTimeMilliseconds(), limit };
        using (var reader = readers.Rent())
        {
            if (!await reader.Connection.ExecuteScalarAsync<bool>(RequestMailRow.IsAnyDue, values))
                return [];
        }

        return await writer.RunAsync(session => session.Connection.Query<RequestMailRow>(RequestMailRow.Due, values, session.Transaction).ToList().ConvertAll(mail =>
        {
            session.Connection.Execute(RequestMailRow.Lease, new { request = mail.Request, kind = mail.Kind, until = (now + lease).ToUnixTimeMilliseconds() }, session.Transaction);
            return mail.ToMail(session.Connection.QuerySingle<RequestRow>(RequestMailRow.FindRequest, new { request = mail.Request }, session.Transaction));
        }));
    }

    public Task FinishMailAsync(RequestMail mail, DateTimeOffset? nextAt) => writer.RunAsync(session => session.Connection.Execute(
        nextAt is null ? RequestMailRow.Finish : RequestMailRow.Retry, RequestMailRow.Parameters(mail, nextAt), session.Transaction));

    public async Task<bool> IsAnyDueAsync(DateTimeOffset now, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(RequestRow.IsAnyDue, RequestRow.Parameters(now), cancellationToken: ct));
    }

    public async Task RunAsync(DateTimeOffset now)
    {
        var values = RequestRow.Parameters(now);
        while (await IsAnyDueAsync(now, CancellationToken.None))
        {
            await writer.RunAsync(session =>
            {
                session.Connection.Execute(RequestRow.DeleteUnverified, values, session.Transaction);
                session.Connection.Execute(RequestRow.RemovePersonalData, values, session.Transaction);
                session.NeedsWalWipe = true;
                return session.Connection.Execute(RequestMailRow.DeleteWithoutAddress, transaction: session.Transaction);
            });
        }
    }
}
