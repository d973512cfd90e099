using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Duties;
using ConsentHub.Requests;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres.Requests;

/// <summary>One transaction that stores a request, or what follows from a code.</summary>
internal sealed class PostgresRequestWrites(NpgsqlConnection connection, int site)
{
    public const string FindLocked = $"{RequestRow.Find} FOR UPDATE";

    /// <summary>Instances that store requests with the same address wait for each other, so that they count each.</summary>
    private const string LockAddress = "SELECT pg_advisory_xact_lock(hashtextextended(lower(@email), @site))";

    public async Task<bool> AddAsync(PrivacyRequest request, RequestSecrets secrets, VerifiedWork? proven)
    {
        var isSent = secrets.Code is null || await CountUnverifiedAsync(request) < RequestRules.UnverifiedAtOnce;
        if (await connection.ExecuteAsync(RequestRow.Insert, RequestRow.Parameters(site, request, secrets, isSent)) == 0)
            return false;

        if (proven is not null)
            await OpenAsync(request.Id, request.Email, proven);
        else if (secrets.Code is not null && isSent)
            await connection.ExecuteAsync(RequestMailRow.Put, RequestMailRow.Parameters(request.Id, RequestMailKind.Code, request.ReceivedAt));

        return true;
    }

    public async Task<CodeOutcome> VerifyAsync(Guid id, byte[] hash, VerifiedWork proven, DateTimeOffset now)
    {
        var row = await FindAsync(id);
        var (outcome, counts) = RequestCodeCheck.Of(row, hash, now);
        if (counts)
            await connection.ExecuteAsync(RequestRow.MissCode, new { id = id.ToString() });
        if (outcome != CodeOutcome.Verified)
            return outcome;

        await connection.ExecuteAsync(RequestRow.UseCode, new { id = id.ToString() });
        await connection.ExecuteAsync(RequestMailRow.Delete, RequestMailRow.Parameters(id, RequestMailKind.Code, now));
        if (row!.KnownState == RequestState.Unverified)
            await OpenAsync(id, row.Email, proven);

        return outcome;
    }

    public async Task<bool> RenewCodeAsync(Guid id, Func<int, byte[]> hashOf, DateTimeOffset now)
    {
        var row = await FindAsync(id);
        if (!RequestCodeCheck.CanRenew(row, now))
            return false;

        await connection.ExecuteAsync(
            RequestRow.RenewCode, new { id = id.ToString(), code = hashOf((int)row!.Codes + 1), until = (now + RequestRules.CodeValid).ToUnixTimeMilliseconds() });
        await connection.ExecuteAsync(RequestMailRow.Put, RequestMailRow.Parameters(id, RequestMailKind.Code, now));
        return true;
    }

    /// <summary>From now on the site has to answer, other systems have their duties, and processing is restricted.</summary>
    private async Task OpenAsync(Guid id, string? email, VerifiedWork proven)
    {
        await connection.ExecuteAsync(RequestRow.Open, new { id = id.ToString(), at = proven.At.ToUnixTimeMilliseconds(), due = proven.Duty.Due.ToUnixTimeMilliseconds() });
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.Add(DutyInsert.IfNew, DutyInsert.Columns([(site, proven.Duty)]));
            await batch.ExecuteNonQueryAsync();
        }

        if (proven.Event is { } happened)
            await new PostgresEvents(connection, site, proven.At).AddOwnAsync(happened);
        foreach (var subject in proven.Restrict)
            await connection.ExecuteAsync(RestrictionSql.Insert, new { site, subject, id = id.ToString(), at = proven.At.ToUnixTimeMilliseconds() });
        if (email is not null)
            await connection.ExecuteAsync(RequestMailRow.Put, RequestMailRow.Parameters(id, RequestMailKind.Opened, proven.At));
    }

    private async Task<long> CountUnverifiedAsync(PrivacyRequest request)
    {
        await connection.ExecuteAsync(LockAddress, new { email = request.Email, site = (long)site });
        return await connection.ExecuteScalarAsync<long>(
            RequestRow.CountUnverified, new { site, email = request.Email, since = (request.ReceivedAt - RequestRules.AddressWindow).ToUnixTimeMilliseconds() });
    }

    private Task<RequestRow?> FindAsync(Guid id) => connection.QuerySingleOrDefaultAsync<RequestRow>(FindLocked, new { site, id = id.ToString() });
}
