using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Postgres.Duties;
using ConsentHub.Postgres.Writing;
using ConsentHub.Requests;
using ConsentHub.SiteLedger;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres.Requests;

/// <summary>One transaction that closes a request: its answer, the statement in place of its duty, and what the requester is sent.</summary>
internal sealed class PostgresRequestAnswer(NpgsqlConnection connection, LedgerOrigins origins, int site, DateTimeOffset now)
{
    public async Task<AnswerOutcome> RunAsync(string key, Guid id, RequestAnswer answer, Actor by, AuditSealer sealer)
    {
        // Before the row of the request, in the order of all transactions that add to the log.
        var head = await HeadLock.TakeAsync(connection, site);
        if (await FindAsync(id) is not { KnownState: not RequestState.Unverified } row)
            return new AnswerOutcome.Unknown();
        if (row.KnownState != RequestState.Open)
            return new AnswerOutcome.Closed(row.ToRequest(), await StatementAsync(id), IsRepeat: true);

        var statement = await new PostgresAcknowledgement(connection, site, origins, now).DischargeAsync(head, id, answer.ToAcknowledgement());
        await connection.ExecuteAsync(
            RequestRow.Close, new { id = id.ToString(), state = WireNames<RequestState>.Of(answer.State), at = now.ToUnixTimeMilliseconds(), text = answer.Text });
        await connection.ExecuteAsync(RequestMailRow.Delete, RequestMailRow.Parameters(id, RequestMailKind.Opened, now));
        if (row.Email is not null)
            await connection.ExecuteAsync(RequestMailRow.Put, RequestMailRow.Parameters(id, RequestMailKind.Closed, now));
        if (!answer.IsDone)
            await connection.ExecuteAsync(RestrictionSql.Lift, new { site, id = id.ToString() });

        var closed = (await FindAsync(id))!.ToRequest();
        await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.RequestClose, key, RequestAuditText.Answered(statement)), sealer, now);
        return new AnswerOutcome.Closed(closed, statement);
    }

    private async Task<DutyStatement> StatementAsync(Guid id) => await PostgresAcknowledgement.FindStatementAsync(connection, site, id, heldBy: null)
        ?? throw new InvalidDataException($"Request {id} is closed and has no statement.");

    private Task<RequestRow?> FindAsync(Guid id) => connection.QuerySingleOrDefaultAsync<RequestRow>(PostgresRequestWrites.FindLocked, new { site, id = id.ToString() });
}
