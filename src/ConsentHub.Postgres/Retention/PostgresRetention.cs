using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Keys;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using Npgsql;

namespace ConsentHub.Postgres.Retention;

/// <summary>One transaction that removes due records of a site, or examines its next records. The lock of the site's mark keeps other instances away.</summary>
/// <param name="keys">Prove the due dates that no record shows any more.</param>
/// <param name="sealer">Seals the audit entry of a removal.</param>
internal sealed class PostgresRetention(NpgsqlConnection connection, RetentionRules rules, DateTimeOffset now, LedgerOrigins origins, HubKeys keys, AuditSealer sealer)
{
    private const string NewMark = "INSERT INTO retention_mark (site, leaf, version) VALUES ($1, 0, 0) ON CONFLICT (site) DO NOTHING";

    private const string LockMark = "SELECT leaf, version FROM retention_mark WHERE site = $1 FOR UPDATE SKIP LOCKED";

    private const string MoveMark = "UPDATE retention_mark SET leaf = $2, version = $3 WHERE site = $1";

    private const string DueLeaves = "SELECT leaf FROM retention_due WHERE site = $1 AND due <= $2 ORDER BY due, leaf LIMIT $3";

    private const string FirstDue = "SELECT min(due) FROM retention_due WHERE site = $1";

    /// <summary>The last record of the latest hour that had ended by a time.</summary>
    private const string LastOf = "SELECT last FROM log_hour WHERE site = $1 AND hour <= $2 ORDER BY hour DESC LIMIT 1";

    private const string FirstFrom = "SELECT recorded_at FROM consent WHERE site = $1 AND leaf >= $2 ORDER BY leaf LIMIT 1";

    private const string Known =
        """
        SELECT d.leaf, d.replaced_at, d.proof FROM consent c JOIN retention_due d ON d.site = c.site AND d.leaf = c.leaf
        WHERE c.visitor = ANY($1) AND (c.site + 0) = $2 AND d.replaced_at IS NOT NULL
        """;

    private const string Write =
        """
        INSERT INTO retention_due (site, leaf, due, replaced_at, proof) SELECT $1, * FROM unnest($2, $3, $4, $5)
        ON CONFLICT (site, leaf) DO UPDATE SET due = excluded.due,
            replaced_at = coalesce(excluded.replaced_at, retention_due.replaced_at), proof = coalesce(excluded.proof, retention_due.proof)
        """;

    private const string Delete = "DELETE FROM retention_due WHERE site = $1 AND leaf = ANY($2)";

    private static readonly string NextRecords = $"SELECT {PostgresRow.Columns} FROM consent c WHERE site = $1 AND leaf >= $2 ORDER BY leaf LIMIT $3";

    private static readonly string ByLeaf = $"SELECT {PostgresRow.Columns} FROM consent c WHERE site = $1 AND leaf = ANY($2)";

    private static readonly string OfVisitors = $"SELECT {PostgresRow.Columns} FROM consent c WHERE visitor = ANY($1) AND {PostgresRow.SiteBesideVisitor} = $2";

    private readonly int site = rules.Site;

    public async Task<RetentionSlice> RunAsync()
    {
        // Another instance works on the site, or rules that are older than the stored dates would date records too late.
        if (await LockMarkAsync() is not { } mark)
            return new RetentionSlice(0, null, IsSkipped: true);

        if (await NumberAsync(HoldRow.HeldUntil, Parameters.Of(site), Parameters.Of(Ms(now))) is { } held)
            return RetentionSlice.Held(now, held);

        var due = await ListAsync(DueLeaves, row => row.GetInt64(0), Parameters.Of(site), Parameters.Of(Ms(now)), Parameters.Of(IRetentionStore.AtOnce));
        int removed;
        if (due.Count > 0)
            removed = await FinishAsync(due, mark);
        else
            (removed, mark) = await ExamineAsync(mark);

        return new RetentionSlice(removed, await NextAsync(mark));
    }

    /// <summary>Removes the records that are due by their stored date, if they are due by the records too.</summary>
    private async Task<int> FinishAsync(List<long> due, long mark)
    {
        var records = await ListAsync(ByLeaf, PostgresRow.Read, Parameters.Of(site), Parameters.Of([.. due]));
        var (removed, dated) = await ApplyAsync(due.ToHashSet(), records.Select(r => r.Content.Visitor), mark);
        // An erasure removed these, or they have another date.
        await ForgetAsync([.. due.Where(leaf => !dated.Contains(leaf))]);
        return removed;
    }

    /// <summary>Examines the next records that are old enough for the shortest period.</summary>
    private async Task<(int Removed, long Mark)> ExamineAsync(long mark)
    {
        var old = now - rules.Shortest!.Value;
        // A record made while the clock was ahead does not hold up those after it.
        var last = await NumberAsync(LastOf, Parameters.Of(site), Parameters.Of((Ms(old) / 3_600_000) - 1)) ?? -1;
        var next = await ListAsync(NextRecords, PostgresRow.Read, Parameters.Of(site), Parameters.Of(mark), Parameters.Of(IRetentionStore.AtOnce));
        var records = next.TakeWhile(r => (r.LeafIndex <= last || r.RecordedAt <= old) && r.Content.Notice <= rules.Version).ToList();
        if (records.Count == 0)
            return (0, mark);

        mark = records[^1].LeafIndex + 1;
        await WriteMarkAsync(mark);
        var (removed, _) = await ApplyAsync(records.Select(r => r.LeafIndex).ToHashSet(), records.Select(r => r.Content.Visitor), mark);
        return (removed, mark);
    }

    private async Task<(int Removed, HashSet<long> Dated)> ApplyAsync(HashSet<long> examined, IEnumerable<Visitor> visitors, long mark)
    {
        var plan = RetentionPlan.Of(rules, now, examined, await RecordsOfAsync(visitors), mark);
        if (plan.Remove.Count > 0)
            plan = await RemoveAsync(plan);

        await StoreAsync(plan.Dates);
        return (plan.Remove.Count, [.. plan.Dates.Select(d => d.Leaf)]);
    }

    private async Task<RetentionPlan> RemoveAsync(RetentionPlan plan)
    {
        var removals = new PostgresRecordRemoval(connection, origins);
        var head = await HeadLock.TakeAsync(connection, site);
        // An erasure may have removed some of them before this transaction got the lock.
        var left = (await ListAsync(ByLeaf, PostgresRow.Read, Parameters.Of(site), Leaves(plan.Remove))).OrderBy(r => r.LeafIndex).ToList();
        await ForgetAsync([.. plan.Remove.Select(r => r.LeafIndex)]);
        if (left.Count > 0)
        {
            var removal = await removals.RunAsync(head, left, ErasureReason.Retention, now);
            // Locks the audit trail after the site, in the same order as a publication.
            await PostgresAuditStore.AppendAsync(
                connection, new AuditDraft(Actor.Hub, AuditActions.RecordsRetention, rules.Key, RetentionAuditText.Of(removal, left.Select(r => r.Content.Notice))), sealer, now);
        }

        return plan with { Remove = left };
    }

    private async Task<List<List<VisitorRecord>>> RecordsOfAsync(IEnumerable<Visitor> visitors)
    {
        NpgsqlParameter[] Of() => [Parameters.Of((Guid[])[.. visitors.Distinct().Select(PostgresRow.Of)]), Parameters.Of(site)];
        var known = await ListAsync(Known, row => (Leaf: row.GetInt64(0), At: row.GetInt64(1), Proof: row.GetFieldValue<byte[]>(2)), Of());
        var proven = known.Where(k => ReplacementProof.Holds(keys, rules.Key, k.Leaf, k.At, k.Proof)).ToDictionary(k => k.Leaf, k => DateTimeOffset.FromUnixTimeMilliseconds(k.At));
        var records = await ListAsync(OfVisitors, PostgresRow.Read, Of());
        return
        [
            .. records.GroupBy(r => r.Content.Visitor)
                .Select(visitor => visitor.Select(r => new VisitorRecord(r, proven.TryGetValue(r.LeafIndex, out var at) ? at : null)).ToList()),
        ];
    }

    private async Task StoreAsync(IReadOnlyList<DueDate> dates)
    {
        if (dates.Count == 0)
            return;

        byte[]?[] proofs = [.. dates.Select(d => d.ReplacedAt is { } at ? ReplacementProof.Of(keys, rules.Key, d.Leaf, Ms(at)) : null)];
        long?[] replaced = [.. dates.Select(d => d.ReplacedAt is { } at ? Ms(at) : (long?)null)];
        await RunAsync(
            Write, Parameters.Of(site), Parameters.Of((long[])[.. dates.Select(d => d.Leaf)]), Parameters.Of((long[])[.. dates.Select(d => Ms(d.Due))]),
            Parameters.Of(replaced), Parameters.Of(proofs));
    }

    private async Task ForgetAsync(long[] leaves)
    {
        if (leaves.Length > 0)
            await RunAsync(Delete, Parameters.Of(site), Parameters.Of(leaves));
    }

    /// <summary>The first leaf index that was not examined; 0 again after a version that brings due dates forward.</summary>
    /// <returns>Null if another instance holds the lock, or a later version was considered already.</returns>
    private async Task<long?> LockMarkAsync()
    {
        await RunAsync(NewMark, Parameters.Of(site));
        if (await ListAsync(LockMark, row => (Leaf: row.GetInt64(0), Version: row.GetInt32(1)), Parameters.Of(site)) is not [var stored] || stored.Version > rules.Version)
            return null;
        if (stored.Version == rules.Version)
            return stored.Leaf;

        var mark = rules.BringForward(stored.Version) ? 0 : stored.Leaf;
        await WriteMarkAsync(mark);
        return mark;
    }

    private Task WriteMarkAsync(long leaf) => RunAsync(MoveMark, Parameters.Of(site), Parameters.Of(leaf), Parameters.Of(rules.Version));

    private async Task<DateTimeOffset?> NextAsync(long mark)
    {
        var due = await NumberAsync(FirstDue, Parameters.Of(site));
        var record = await NumberAsync(FirstFrom, Parameters.Of(site), Parameters.Of(mark));
        var examine = record is { } at ? at + (long)rules.Shortest!.Value.TotalMilliseconds : (long?)null;
        var next = due is null || examine < due ? examine : due;
        return next is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }

    private async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await row.ReadAsync())
            rows.Add(read(row));

        return rows;
    }

    private async Task<long?> NumberAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        return await command.ExecuteScalarAsync() as long?;
    }

    private async Task RunAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter Leaves(IEnumerable<ConsentRecord> records) => Parameters.Of((long[])[.. records.Select(r => r.LeafIndex)]);

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
