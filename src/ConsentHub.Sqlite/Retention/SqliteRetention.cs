using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Keys;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using SQLitePCL;

namespace ConsentHub.Sqlite.Retention;

/// <summary>One transaction that removes due records of a site, or examines its next records.</summary>
/// <param name="keys">Prove the due dates that no record shows any more.</param>
/// <param name="sealer">Seals the audit entry of a removal.</param>
internal sealed class SqliteRetention(SqliteWriteSession session, RetentionRules rules, DateTimeOffset now, LedgerOrigins origins, HubKeys keys, AuditSealer sealer)
{
    private const string DueLeaves = "SELECT leaf FROM retention_due WHERE site = $site AND due <= $now ORDER BY due, leaf LIMIT $most";

    private const string FirstDue = "SELECT min(due) FROM retention_due WHERE site = $site";

    public const string Mark = "SELECT leaf, version FROM retention_mark WHERE site = $site";

    private const string MoveMark =
        "INSERT INTO retention_mark (site, leaf, version) VALUES ($site, $leaf, $version) ON CONFLICT DO UPDATE SET leaf = excluded.leaf, version = excluded.version";

    /// <summary>The last record of the latest hour that had ended by a time.</summary>
    private const string LastOf = "SELECT last FROM log_hour WHERE site = $site AND hour <= $hour ORDER BY hour DESC LIMIT 1";

    private const string VisitorOf = "SELECT visitor FROM consent WHERE site = $site AND leaf = $leaf";

    private const string FirstFrom = "SELECT recorded_at FROM consent WHERE site = $site AND leaf >= $leaf ORDER BY leaf LIMIT 1";

    private const string Known =
        """
        SELECT d.leaf, d.replaced_at, d.proof FROM consent c INDEXED BY consent_visitor JOIN retention_due d ON d.site = c.site AND d.leaf = c.leaf
        WHERE c.visitor = $visitor AND c.site = $site AND d.replaced_at IS NOT NULL
        """;

    private const string Write =
        """
        INSERT INTO retention_due (site, leaf, due, replaced_at, proof) VALUES ($site, $leaf, $due, $replaced, $proof)
        ON CONFLICT DO UPDATE SET due = excluded.due, replaced_at = coalesce(excluded.replaced_at, replaced_at), proof = coalesce(excluded.proof, proof)
        """;

    private const string Delete = "DELETE FROM retention_due WHERE site = $site AND leaf = $leaf";

    private static readonly string NextRecords = $"SELECT {ConsentRow.Columns} FROM consent WHERE site = $site AND leaf >= $leaf ORDER BY leaf LIMIT $most";

    private static readonly string OfVisitor = $"SELECT {ConsentRow.Columns} FROM consent INDEXED BY consent_visitor WHERE visitor = $visitor AND site = $site";

    private readonly int site = rules.Site;

    public RetentionSlice Run()
    {
        // Rules that are older than the stored dates would date records too late; the next turn has the newer ones.
        if (ReadMark() is not { } mark)
            return new RetentionSlice(0, null, IsSkipped: true);

        if (session.Statement(HoldRow.HeldUntil).Bind(1, site).Bind(2, Ms(now)).Number() is { } held)
            return RetentionSlice.Held(now, held);

        var due = session.Statement(DueLeaves).Bind(1, site).Bind(2, Ms(now)).Bind(3, IRetentionStore.AtOnce).ReadWhile(row => raw.sqlite3_column_int64(row, 0));
        var removed = due.Count > 0 ? Finish(due, mark) : Examine(ref mark);
        return new RetentionSlice(removed, Next(mark));
    }

    /// <summary>Removes the records that are due by their stored date, if they are due by the records too.</summary>
    private int Finish(List<long> due, long mark)
    {
        var visitors = due.SelectMany(leaf => session.Statement(VisitorOf).Bind(1, site).Bind(2, leaf).ReadWhile(row => new Visitor(raw.sqlite3_column_blob(row, 0))));
        var removed = Apply(due.ToHashSet(), visitors, mark, out var dated);
        // An erasure removed these, or they have another date.
        foreach (var leaf in due.Where(leaf => !dated.Contains(leaf)))
            Forget(leaf);

        return removed;
    }

    /// <summary>Examines the next records that are old enough for the shortest period.</summary>
    private int Examine(ref long mark)
    {
        var old = now - rules.Shortest!.Value;
        // A record made while the clock was ahead does not hold up those after it.
        var last = session.Statement(LastOf).Bind(1, site).Bind(2, (Ms(old) / 3_600_000) - 1).Number() ?? -1;
        var records = session.Statement(NextRecords).Bind(1, site).Bind(2, mark).Bind(3, IRetentionStore.AtOnce).ReadWhile(ConsentRow.Read)
            .TakeWhile(r => (r.LeafIndex <= last || r.RecordedAt <= old) && r.Content.Notice <= rules.Version).ToList();
        if (records.Count == 0)
            return 0;

        mark = records[^1].LeafIndex + 1;
        WriteMark(mark);
        return Apply(records.Select(r => r.LeafIndex).ToHashSet(), records.Select(r => r.Content.Visitor), mark, out _);
    }

    private int Apply(HashSet<long> examined, IEnumerable<Visitor> visitors, long mark, out HashSet<long> dated)
    {
        var plan = RetentionPlan.Of(rules, now, examined, visitors.Distinct().Select(RecordsOf).ToList(), mark);
        dated = [.. plan.Dates.Select(d => d.Leaf)];
        foreach (var date in plan.Dates)
            Store(date);

        if (plan.Remove.Count == 0)
            return 0;

        var removal = new SqliteRecordRemoval(session, origins).Run(site, plan.Remove, ErasureReason.Retention, now);
        foreach (var record in plan.Remove)
            Forget(record.LeafIndex);

        SqliteAuditStore.Append(
            session, new AuditDraft(Actor.Hub, AuditActions.RecordsRetention, rules.Key, RetentionAuditText.Of(removal, plan.Remove.Select(r => r.Content.Notice))), sealer, now);
        return plan.Remove.Count;
    }

    private List<VisitorRecord> RecordsOf(Visitor visitor)
    {
        var known = session.Statement(Known).Bind(1, visitor).Bind(2, site)
            .ReadWhile(row => (Leaf: raw.sqlite3_column_int64(row, 0), At: raw.sqlite3_column_int64(row, 1), Proof: raw.sqlite3_column_blob(row, 2).ToArray()));
        var proven = known.Where(k => ReplacementProof.Holds(keys, rules.Key, k.Leaf, k.At, k.Proof)).ToDictionary(k => k.Leaf, k => DateTimeOffset.FromUnixTimeMilliseconds(k.At));
        return session.Statement(OfVisitor).Bind(1, visitor).Bind(2, site).ReadWhile(ConsentRow.Read)
            .ConvertAll(r => new VisitorRecord(r, proven.TryGetValue(r.LeafIndex, out var at) ? at : null));
    }

    private void Store(DueDate date)
    {
        var write = session.Statement(Write).Bind(1, site).Bind(2, date.Leaf).Bind(3, Ms(date.Due));
        if (date.ReplacedAt is { } at)
            write.Bind(4, Ms(at)).Bind(5, ReplacementProof.Of(keys, rules.Key, date.Leaf, Ms(at))).Run();
        else
            write.BindNull(4).BindNull(5).Run();
    }

    private void Forget(long leaf) => session.Statement(Delete).Bind(1, site).Bind(2, leaf).Run();

    /// <summary>The first leaf index that was not examined; 0 again after a version that brings due dates forward. Null if a later version was considered already.</summary>
    private long? ReadMark()
    {
        var stored = session.Statement(Mark).Bind(1, site).ReadWhile(row => (Leaf: raw.sqlite3_column_int64(row, 0), Version: raw.sqlite3_column_int(row, 1)));
        if (stored is [var known] && known.Version >= rules.Version)
            return known.Version == rules.Version ? known.Leaf : null;

        var mark = stored is [var earlier] && !rules.BringForward(earlier.Version) ? earlier.Leaf : 0;
        WriteMark(mark);
        return mark;
    }

    private void WriteMark(long leaf) => session.Statement(MoveMark).Bind(1, site).Bind(2, leaf).Bind(3, rules.Version).Run();

    private DateTimeOffset? Next(long mark)
    {
        var due = session.Statement(FirstDue).Bind(1, site).Number();
        var record = session.Statement(FirstFrom).Bind(1, site).Bind(2, mark).Number();
        var examine = record is { } at ? at + (long)rules.Shortest!.Value.TotalMilliseconds : (long?)null;
        var next = due is null || examine < due ? examine : due;
        return next is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
