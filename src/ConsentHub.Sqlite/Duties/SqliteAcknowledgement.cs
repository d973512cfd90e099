using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using Dapper;
using SQLitePCL;

namespace ConsentHub.Sqlite.Duties;

/// <summary>Puts a statement in the place of a duty in the writer's transaction.</summary>
internal sealed class SqliteAcknowledgement(SqliteWriteSession session, LedgerOrigins origins, int site, string key, DateTimeOffset now)
{
    private const string Find = $"SELECT {SqliteDutyRow.Columns} FROM duty WHERE id = $id AND site = $site";

    public const string FindStatement = "SELECT leaf, salt, body, held_by FROM duty_statement WHERE duty = $duty AND site = $site";

    private const string Insert = "INSERT INTO duty_statement (site, leaf, salt, duty, held_by, body) VALUES ($site, $leaf, $salt, $duty, $held_by, $body)";

    private const string Delete = "DELETE FROM duty WHERE id = $id";

    public AcknowledgeOutcome Run(Guid id, string? heldBy, Acknowledgement said, Actor by, AuditSealer sealer)
    {
        if (session.Statement(Find).Bind(1, id).Bind(2, site).ReadOne(SqliteDutyRow.Read) is not { } duty)
            return StatementOf(session.Statement(FindStatement), site, id, heldBy) is { } known ? new AcknowledgeOutcome.Sealed(known, IsRepeat: true) : new AcknowledgeOutcome.Unknown();
        if (heldBy is not null && heldBy != duty.HeldBy)
            return new AcknowledgeOutcome.Unknown();
        if (duty.IsOfRequest)
            return new AcknowledgeOutcome.NeedsReply(duty.Id);
        if (HoldOf(duty.Class) is { } hold)
            return new AcknowledgeOutcome.Held(hold);

        var statement = Discharge(duty, said);
        SqliteAuditStore.Append(
            session, new AuditDraft(by, AuditActions.DutyAcknowledge, key, DutyAuditText.Acknowledged(statement.LeafIndex, duty, DutyStatement.OutcomeOf(duty, said, now))), sealer, now);
        // The subject may be the pseudonym of an erased visitor, and this was the last row with it.
        if (duty.Subject is not null)
            session.NeedsWalWipe = true;

        return new AcknowledgeOutcome.Sealed(statement);
    }

    /// <summary>Puts the statement about a privacy request in the place of the duty to answer it.</summary>
    public DutyStatement Discharge(Guid request, Acknowledgement said) => Discharge(
        session.Statement(Find).Bind(1, request).Bind(2, site).ReadOne(SqliteDutyRow.Read) ?? throw new InvalidDataException($"Request {request} is open and has no duty."), said);

    public DutyStatement? StatementOf(Guid id) => StatementOf(session.Statement(FindStatement), site, id, heldBy: null);

    /// <param name="find">A statement of <see cref="FindStatement"/>.</param>
    public static DutyStatement? StatementOf(SqliteStatement find, int site, Guid duty, string? heldBy)
    {
        var found = find.Bind(1, duty).Bind(2, site).ReadWhile(row => (
            Statement: new DutyStatement(raw.sqlite3_column_int64(row, 0), LedgerSalt.Read(raw.sqlite3_column_blob(row, 1)), raw.sqlite3_column_text(row, 2).utf8_to_string()),
            HeldBy: raw.sqlite3_column_text(row, 3).utf8_to_string()));
        return found.Find(f => heldBy is null || heldBy == f.HeldBy).Statement;
    }

    private Hold? HoldOf(string name) => session.Connection.QuerySingleOrDefault<HoldRow>(
        HoldRow.InForce, new { site, name, now = now.ToUnixTimeMilliseconds() }, session.Transaction)?.ToHold();

    private DutyStatement Discharge(Duty duty, Acknowledgement said)
    {
        var statement = new DutyStatement(0, LedgerSalt.New(), DutyStatement.BodyOf(key, duty, said, now));
        statement = statement with { LeafIndex = session.AppendToLog(site, statement.Hash(), origins) };
        session.Statement(Insert).Bind(1, site).Bind(2, statement.LeafIndex).Bind(3, LedgerSalt.ToBytes(statement.Salt)).Bind(4, duty.Id).Bind(5, duty.HeldBy)
            .Bind(6, statement.Body).Run();
        session.Statement(Delete).Bind(1, duty.Id).Run();
        return statement;
    }
}
