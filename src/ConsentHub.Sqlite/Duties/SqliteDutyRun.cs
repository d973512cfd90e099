using ConsentHub.Duties;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;

namespace ConsentHub.Sqlite.Duties;

/// <summary>Brings a site's duties in line with its latest notice.</summary>
/// <remarks>Finds on a reader what there is to do, so that a run without anything to do does not hold up the writer. Writes at most a thousand rows in a transaction.</remarks>
internal sealed class SqliteDutyRun(SqliteWriter writer, SqliteReaders readers, int site, DutyRules rules, DateTimeOffset now)
{
    private const string ElsewhereHeld = "SELECT id FROM duty WHERE site = $site AND class = $class AND held_by <> $system AND notice <= $notice LIMIT 1000";

    private const string Move =
        $"""
        UPDATE duty SET held_by = $system, {DeliverySql.Restart},
            next_at = (SELECT {DeliverySql.First} FROM webhook w WHERE w.site = duty.site AND w.system = $system)
        WHERE id = $id
        """;

    private const string DueLater =
        "SELECT id FROM duty WHERE site = $site AND class = $class AND kind = $kind AND begins + $period < due AND notice < $notice LIMIT 1000";

    private const string Shorten =
        $"""
        UPDATE duty SET due = begins + $period, notice = $notice, {DeliverySql.Restart},
            next_at = (SELECT CASE WHEN occasion = '' AND sent = 0 THEN begins + $period - {DeliverySql.Ahead} ELSE 0 END FROM webhook w WHERE w.site = duty.site AND w.system = held_by)
        WHERE id = $id AND begins + $period < due
        """;

    /// <summary>The due time of a duty that recurs is a midnight. A shorter period covers later data.</summary>
    private const string Narrow =
        $"""
        UPDATE duty SET begins = due - $period, notice = $notice, {DeliverySql.Restart},
            next_at = (SELECT {DeliverySql.First} FROM webhook w WHERE w.site = duty.site AND w.system = held_by)
        WHERE id = $id
        """;

    private const string IsOpen = "SELECT 1 FROM duty WHERE site = $site AND class = $class AND kind = '' AND subject = '' AND occasion = ''";

    private const string LastDue = "SELECT due FROM duty_recurring WHERE site = $site AND class = $class";

    private const string SetLastDue =
        "INSERT INTO duty_recurring (site, class, due) VALUES ($site, $class, $due) ON CONFLICT DO UPDATE SET due = excluded.due";

    private const string HasOldEvent = "SELECT 1 FROM subject_event WHERE site = $site AND received_at <= $before LIMIT 1";

    private const string Forget =
        """
        DELETE FROM subject_event WHERE site = $site
        AND id IN (SELECT id FROM subject_event WHERE site = $site AND received_at <= $before ORDER BY received_at LIMIT 1000)
        """;

    public async Task RunAsync()
    {
        foreach (var rule in rules.All)
        {
            await FollowAsync(rule);
            if (rule.After is null && IsRecurringDue(rule))
                await writer.RunAsync(session => AddRecurring(session, rule));
        }

        var before = (now - SubjectEvent.Remembered).ToUnixTimeMilliseconds();
        while (Read(HasOldEvent, s => s.Bind(1, site).Bind(2, before).Number()) is not null)
            await WriteAsync(session => session.Statement(Forget).Bind(1, site).Bind(2, before).Run());
    }

    /// <summary>Moves the open duties of a class to the system that holds it now, and brings them forward where its period is shorter now.</summary>
    private async Task FollowAsync(DutyRule rule)
    {
        while (Read(ElsewhereHeld, s => s.Bind(1, site).Bind(2, rule.Class).Bind(3, rule.HeldBy).Bind(4, rules.Notice).ReadWhile(SqliteDutyRow.Id)) is { Count: > 0 } moved)
            await WriteAsync(session => moved.ForEach(id => session.Statement(Move).Bind(1, rule.HeldBy).Bind(2, id).Run()));

        var period = (long)rule.Period.TotalMilliseconds;
        while (Read(DueLater, s => s.Bind(1, site).Bind(2, rule.Class).Bind(3, SqliteDutyRow.KindOf(rule.After)).Bind(4, period).Bind(5, rules.Notice).ReadWhile(SqliteDutyRow.Id))
            is { Count: > 0 } later)
            await WriteAsync(session => later.ForEach(id => session.Statement(rule.After is null ? Narrow : Shorten).Bind(1, period).Bind(2, rules.Notice).Bind(3, id).Run()));
    }

    private bool IsRecurringDue(DutyRule rule) =>
        Read(IsOpen, s => s.Bind(1, site).Bind(2, rule.Class).Number()) is null
        && rules.Recurring(rule, now, Read(LastDue, s => LastOf(s, rule))) is not null;

    /// <summary>Another process may have added the duty meanwhile, and its system may have acknowledged it.</summary>
    private bool AddRecurring(SqliteWriteSession session, DutyRule rule)
    {
        if (rules.Recurring(rule, now, LastOf(session.Statement(LastDue), rule)) is not { } duty || !SqliteDutyRow.Add(session, site, duty))
            return false;

        session.Statement(SetLastDue).Bind(1, site).Bind(2, rule.Class).Bind(3, duty.Due.ToUnixTimeMilliseconds()).Run();
        return true;
    }

    private DateTimeOffset? LastOf(SqliteStatement lastDue, DutyRule rule) =>
        lastDue.Bind(1, site).Bind(2, rule.Class).Number() is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null;

    private T Read<T>(string sql, Func<SqliteStatement, T> read)
    {
        using var lease = readers.Rent();
        return read(lease.Session.Statement(sql));
    }

    private async Task WriteAsync(Action<SqliteWriteSession> write) => await writer.RunAsync(session =>
    {
        write(session);
        return true;
    });
}
