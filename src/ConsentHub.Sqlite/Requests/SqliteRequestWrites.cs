using ConsentHub.Requests;
using ConsentHub.Sqlite.Duties;
using ConsentHub.Sqlite.Writing;
using Dapper;

namespace ConsentHub.Sqlite.Requests;

/// <summary>Stores a request, and what follows from a code, in the writer's transaction.</summary>
internal sealed class SqliteRequestWrites(SqliteWriteSession session, int site)
{
    public bool Add(PrivacyRequest request, RequestSecrets secrets, VerifiedWork? proven)
    {
        var isSent = secrets.Code is null || CountUnverified(request) < RequestRules.UnverifiedAtOnce;
        if (Execute(RequestRow.Insert, RequestRow.Parameters(site, request, secrets, isSent)) == 0)
            return false;

        if (proven is not null)
            Open(request.Id, request.Email, proven);
        else if (secrets.Code is not null && isSent)
            Execute(RequestMailRow.Put, RequestMailRow.Parameters(request.Id, RequestMailKind.Code, request.ReceivedAt));

        return true;
    }

    public CodeOutcome Verify(Guid id, byte[] hash, VerifiedWork proven, DateTimeOffset now)
    {
        var row = Find(id);
        var (outcome, counts) = RequestCodeCheck.Of(row, hash, now);
        if (counts)
            Execute(RequestRow.MissCode, new { id = id.ToString() });
        if (outcome != CodeOutcome.Verified)
            return outcome;

        Execute(RequestRow.UseCode, new { id = id.ToString() });
        Execute(RequestMailRow.Delete, RequestMailRow.Parameters(id, RequestMailKind.Code, now));
        if (row!.KnownState == RequestState.Unverified)
            Open(id, row.Email, proven);

        return outcome;
    }

    public bool RenewCode(Guid id, Func<int, byte[]> hashOf, DateTimeOffset now)
    {
        var row = Find(id);
        if (!RequestCodeCheck.CanRenew(row, now))
            return false;

        Execute(RequestRow.RenewCode, new { id = id.ToString(), code = hashOf((int)row!.Codes + 1), until = (now + RequestRules.CodeValid).ToUnixTimeMilliseconds() });
        Execute(RequestMailRow.Put, RequestMailRow.Parameters(id, RequestMailKind.Code, now));
        return true;
    }

    /// <summary>From now on the site has to answer, other systems have their duties, and processing is restricted.</summary>
    private void Open(Guid id, string? email, VerifiedWork proven)
    {
        Execute(RequestRow.Open, new { id = id.ToString(), at = proven.At.ToUnixTimeMilliseconds(), due = proven.Duty.Due.ToUnixTimeMilliseconds() });
        SqliteDutyRow.Add(session, site, proven.Duty);
        if (proven.Event is { } happened)
            SqliteEvents.AddOwn(session, site, happened, proven.At);
        foreach (var subject in proven.Restrict)
            Execute(RestrictionSql.Insert, new { site, subject, id = id.ToString(), at = proven.At.ToUnixTimeMilliseconds() });
        if (email is not null)
            Execute(RequestMailRow.Put, RequestMailRow.Parameters(id, RequestMailKind.Opened, proven.At));
    }

    private long CountUnverified(PrivacyRequest request) => session.Connection.ExecuteScalar<long>(
        RequestRow.CountUnverified, new { site, email = request.Email, since = (request.ReceivedAt - RequestRules.AddressWindow).ToUnixTimeMilliseconds() }, session.Transaction);

    private RequestRow? Find(Guid id) => session.Connection.QuerySingleOrDefault<RequestRow>(RequestRow.Find, new { site, id = id.ToString() }, session.Transaction);

    private int Execute(string sql, object values) => session.Connection.Execute(sql, values, session.Transaction);
}
