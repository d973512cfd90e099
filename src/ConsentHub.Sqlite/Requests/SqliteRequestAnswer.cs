using ConsentHub.Audit;
using ConsentHub.Requests;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Duties;
using ConsentHub.Sqlite.Writing;
using Dapper;

namespace ConsentHub.Sqlite.Requests;

/// <summary>Closes a request in the writer's transaction: its answer, the statement in place of its duty, and what the requester is sent.</summary>
internal sealed class SqliteRequestAnswer(SqliteWriteSession session, LedgerOrigins origins, int site, string key, DateTimeOffset now)
{
    private readonly SqliteAcknowledgement duties = new(session, origins, site, key, now);

    public AnswerOutcome Run(Guid id, RequestAnswer answer, Actor by, AuditSealer sealer)
    {
        if (Find(id) is not { KnownState: not RequestState.Unverified } row)
            return new AnswerOutcome.Unknown();
        if (row.KnownState != RequestState.Open)
            return new AnswerOutcome.Closed(row.ToRequest(), duties.StatementOf(id) ?? throw new InvalidDataException($"Request {id} is closed and has no statement."), IsRepeat: true);

        var statement = duties.Discharge(id, answer.ToAcknowledgement());
        Execute(RequestRow.Close, new { id = id.ToString(), state = WireNames<RequestState>.Of(answer.State), at = now.ToUnixTimeMilliseconds(), text = answer.Text });
        Execute(RequestMailRow.Delete, RequestMailRow.Parameters(id, RequestMailKind.Opened, now));
        if (row.Email is not null)
            Execute(RequestMailRow.Put, RequestMailRow.Parameters(id, RequestMailKind.Closed, now));
        if (!answer.IsDone)
            Execute(RestrictionSql.Lift, new { site, id = id.ToString() });

        var closed = Find(id)!.ToRequest();
        SqliteAuditStore.Append(session, new AuditDraft(by, AuditActions.RequestClose, key, RequestAuditText.Answered(statement)), sealer, now);
        return new AnswerOutcome.Closed(closed, statement);
    }

    private RequestRow? Find(Guid id) => session.Connection.QuerySingleOrDefault<RequestRow>(RequestRow.Find, new { site, id = id.ToString() }, session.Transaction);

    private void Execute(string sql, object values) => session.Connection.Execute(sql, values, session.Transaction);
}
