using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres.Duties;

/// <summary>One transaction that deletes a duty and seals a statement in its place.</summary>
internal sealed class PostgresAcknowledgement(NpgsqlConnection connection, int site, LedgerOrigins origins, DateTimeOffset now)
{
    private const string OfSystem = "site = @site AND (@heldBy::text IS NULL OR held_by = @heldBy)";

    private const string Find = $"SELECT {DutyRow.Columns} FROM duty WHERE id = @id AND {OfSystem} FOR UPDATE";

    private const string FindStatement = $"SELECT leaf AS Leaf, salt AS Salt, body AS Body FROM duty_statement WHERE duty = @id AND {OfSystem}";

    private const string Delete = "DELETE FROM duty WHERE id = $1";

    private const string Insert = "INSERT INTO duty_statement (site, leaf, salt, duty, held_by, body) VALUES ($1, $2, $3, $4, $5, $6)";

    public static async Task<DutyStatement?> FindStatementAsync(NpgsqlConnection connection, int site, Guid id, string? heldBy) =>
        (await connection.QuerySingleOrDefaultAsync<StatementRow>(FindStatement, new { site, id, heldBy }))?.ToStatement();

    public async Task<AcknowledgeOutcome> RunAsync(string key, Guid id, string? heldBy, Acknowledgement said, Actor by, AuditSealer sealer)
    {
        // Placing a hold locks the head too, so no hold can be placed between the check and the commit.
        var head = await HeadLock.TakeAsync(connection, site);
        if (await connection.QuerySingleOrDefaultAsync<DutyRow>(Find, new { site, id, heldBy }) is not { } row)
            return await FindStatementAsync(connection, site, id, heldBy) is { } known
                ? new AcknowledgeOutcome.Sealed(known, IsRepeat: true) : new AcknowledgeOutcome.Unknown();

        var duty = row.ToDuty();
        if (duty.IsOfRequest)
            return new AcknowledgeOutcome.NeedsReply(duty.Id);
        if (await connection.QuerySingleOrDefaultAsync<HoldRow>(HoldRow.InForce, new { site, name = row.Class, now = now.ToUnixTimeMilliseconds() }) is { } hold)
            return new AcknowledgeOutcome.Held(hold.ToHold());

        var statement = await SealAsync(head, duty, said);
        var detail = DutyAuditText.Acknowledged(statement.LeafIndex, duty, DutyStatement.OutcomeOf(duty, said, now));
        // Locks the audit trail after the site, in the same order as a publication.
        await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.DutyAcknowledge, key, detail), sealer, now);
        return new AcknowledgeOutcome.Sealed(statement);
    }

    /// <summary>Puts the statement about a privacy request in the place of the duty to answer it.</summary>
    public async Task<DutyStatement> DischargeAsync(SiteHead head, Guid request, Acknowledgement said)
    {
        var duty = await connection.QuerySingleOrDefaultAsync<DutyRow>(Find, new { site, id = request, heldBy = (string?)null });
        return await SealAsync(head, duty?.ToDuty() ?? throw new InvalidDataException($"Request {request} is open and has no duty."), said);
    }

    private async Task<DutyStatement> SealAsync(SiteHead head, Duty duty, Acknowledgement said)
    {
        var statement = new DutyStatement(0, LedgerSalt.New(), DutyStatement.BodyOf(head.Key, duty, said, now));
        statement = statement with { LeafIndex = head.Log.Append(statement.Hash()) };
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Delete, Parameters.Of(duty.Id));
        batch.Add(
            Insert, Parameters.Of(site), Parameters.Of(statement.LeafIndex), Parameters.Of(PostgresRow.Of(statement.Salt)),
            Parameters.Of(duty.Id), Parameters.Of(duty.HeldBy), Parameters.Of(statement.Body));
        LedgerInsert.Add(batch, [head], origins);
        await batch.ExecuteNonQueryAsync();
        return statement;
    }

    private sealed record StatementRow(long Leaf, Guid Salt, string Body)
    {
        public DutyStatement ToStatement() => new(Leaf, PostgresRow.SaltOf(Salt), Body);
    }
}
