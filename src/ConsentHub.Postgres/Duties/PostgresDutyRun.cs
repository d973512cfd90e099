using ConsentHub.Duties;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Duties;

/// <summary>One transaction that brings duties of a site in line with the rules of its latest notice.</summary>
internal sealed class PostgresDutyRun(NpgsqlConnection connection, int site, DutyRules rules, DateTimeOffset now)
{
    /// <summary>The most duties that one transaction changes, and the most events that it forgets.</summary>
    private const int AtOnce = 1000;

    private const string Recurred = "SELECT class, due FROM duty_recurring WHERE site = $1";

    // While the previous duty of a class is open, the new one is not added, and is tried again at the next run.
    private const string AddRecurring =
        $"""
        WITH added AS ({DutyInsert.IfNew} RETURNING site, class, due)
        INSERT INTO duty_recurring (site, class, due) SELECT site, class, due FROM added ON CONFLICT (site, class) DO UPDATE SET due = excluded.due
        """;

    // A duty that recurs keeps its due time and covers later data. Another instance may know a later notice already, whose duties stay as they are.
    private const string Change =
        $"""
        WITH changed AS (
            SELECT d.id, u.held_by, d.kind = u.kind AND d.begins + u.period < d.due AS shorter, d.held_by <> u.held_by AS moved,
                CASE WHEN d.kind = u.kind AND d.kind <> '' THEN least(d.due, d.begins + u.period) ELSE d.due END AS due,
                CASE WHEN d.kind = u.kind AND d.kind = '' THEN greatest(d.begins, d.due - u.period) ELSE d.begins END AS begins
            FROM unnest($3, $4, $5, $6) AS u (class, held_by, kind, period) JOIN duty d ON d.site = $1 AND d.class = u.class
            WHERE d.notice <= $2 AND (d.held_by <> u.held_by OR (d.kind = u.kind AND d.begins + u.period < d.due))
            LIMIT $7)
        UPDATE duty d SET held_by = c.held_by, notice = CASE WHEN c.shorter THEN $2 ELSE d.notice END, due = c.due, begins = c.begins, {DeliverySql.Restart},
            next_at = (SELECT CASE WHEN d.occasion = '' AND d.sent = 0 THEN c.due - {DeliverySql.Ahead} ELSE 0 END FROM webhook w WHERE w.site = d.site AND w.system = c.held_by)
        FROM changed c WHERE d.id = c.id
        """;

    private const string Forget =
        """
        DELETE FROM subject_event e USING (SELECT id FROM subject_event WHERE site = $1 AND received_at <= $2 ORDER BY received_at LIMIT $3) AS past
        WHERE e.site = $1 AND e.id = past.id
        """;

    /// <returns>Whether there may be more to do.</returns>
    public async Task<bool> RunAsync()
    {
        var due = await LockAndReadAsync();
        var recurring = rules.All.Where(r => r.After is null)
            .Select(r => rules.Recurring(r, now, due.TryGetValue(r.Class, out var last) ? last : null)).OfType<Duty>().Select(d => (site, d)).ToList();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Forget, Parameters.Of(site), Parameters.Of((now - SubjectEvent.Remembered).ToUnixTimeMilliseconds()), Parameters.Of(AtOnce));
        batch.Add(
            Change, Parameters.Of(site), Parameters.Of(rules.Notice), Parameters.Of((string?[])[.. rules.All.Select(r => r.Class)]),
            Parameters.Of((string?[])[.. rules.All.Select(r => r.HeldBy)]), Parameters.Of((string?[])[.. rules.All.Select(r => DutyRow.KindOf(r.After))]),
            Parameters.Of((long[])[.. rules.All.Select(r => (long)r.Period.TotalMilliseconds)]), Parameters.Of(AtOnce));
        if (recurring.Count > 0)
            batch.Add(AddRecurring, DutyInsert.Columns(recurring));

        await batch.ExecuteNonQueryAsync();
        return batch.BatchCommands[0].RecordsAffected == AtOnce || batch.BatchCommands[1].RecordsAffected == AtOnce;
    }

    /// <summary>The due time of the last duty of each class that recurs, read after other instances have ended their run.</summary>
    private async Task<Dictionary<string, DateTimeOffset>> LockAndReadAsync()
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(AdvisoryLocks.Take, Parameters.Of(AdvisoryLocks.DutiesOf(site)));
        batch.Add(Recurred, Parameters.Of(site));
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        var due = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await row.ReadAsync())
            due.Add(row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)));

        return due;
    }
}
