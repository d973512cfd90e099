using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Erases a slice of a visitor's records in one transaction. Deletes the rows with their salts. The hashes of the entries remain; without the salts they reveal nothing.</summary>
/// <param name="sealer">Seals the audit entry of each slice.</param>
internal sealed class SqliteErasure(SqliteWriteSession session, LedgerOrigins origins, HubKeys keys, ErasureJournal journal, AuditSealer sealer)
{
    /// <summary>The most ids deleted in one transaction. The number is limited because other writes wait for the transaction.</summary>
    private const int IdsAtOnce = 1000;

    /// <summary>Deletes expired ids of erased records, at most a thousand.</summary>
    public static int DeleteExpiredIds(SqliteWriteSession session, long now)
    {
        session.NeedsWalWipe = true;
        var command = session.Prepare("DELETE FROM erased_id WHERE (site, id) IN (SELECT site, id FROM erased_id WHERE until <= $now ORDER BY until LIMIT $most)");
        command.Parameters.AddWithValue("$now", now);
        command.Parameters.AddWithValue("$most", IdsAtOnce);
        return command.ExecuteNonQuery();
    }

    /// <summary>Begins an erasure: records it in the database and the journal, and erases the first slice.</summary>
    public ErasureSlice Begin(int site, Visitor visitor, ErasureReason reason, DateTimeOffset now)
    {
        var (records, more) = Find(site, visitor, below: long.MaxValue);
        var removed = Remove(site, records, reason, now, erasedAt: now);
        SetPending(site, visitor, more ? (removed!.Removal.LeafIndex, reason) : null, now);
        var key = session.KeyOf(site);
        var noted = removed is null ? null : new JournaledErasure(NextNumber(), now, key, removed.Removal.LeafIndex, keys.HashForJournal(key, visitor.ToByteArray()));
        Note(site, removed, noted, now);
        if (noted is not null)
            journal.Append(noted);

        return Done(now, removed, more);
    }

    /// <summary>Erases the next slice of an erasure that was begun.</summary>
    public ErasureSlice Continue(int site, Visitor visitor, DateTimeOffset now)
    {
        if (Pending(site, visitor) is not { } pending)
            return new ErasureSlice(now, null, More: false);
        if (!WasBegun(site, visitor, pending.Below))
        {
            SetPending(site, visitor, null, now);
            return Done(now, null, more: false);
        }

        var (records, more) = Find(site, visitor, pending.Below);
        var removed = Remove(site, records, pending.Reason, now, erasedAt: now);
        SetPending(site, visitor, more ? pending : null, now);
        Note(site, removed, null, now);
        return Done(now, removed, more);
    }

    /// <summary>Repeats one slice of a journaled erasure. The slice erases only records that precede the original erasure in the log. The last slice records the erasure.</summary>
    public ErasureSlice Again(int site, Visitor? visitor, JournaledErasure journaled, DateTimeOffset now)
    {
        var (records, more) = visitor is { } found ? Find(site, found, journaled.Leaf) : ([], false);
        var removed = Remove(site, records, ErasureReason.VisitorRequest, now, journaled.At);
        var noted = more ? null : journaled with { Number = NextNumber() };
        Note(site, removed, noted, now);
        if (noted is not null && !journal.Read().Erasures.Any(e => e.Is(journaled)))
            journal.Append(noted);

        return Done(now, removed, more);
    }

    private ErasureSlice Done(DateTimeOffset now, RemovedRecords? removed, bool more)
    {
        session.ErasuresChanged();
        // The WAL is wiped only after the last slice, because each further slice would write to it again.
        if (removed is not null && !more)
            session.NeedsWalWipe = true;

        return new ErasureSlice(now, removed?.Removal, more);
    }

    /// <param name="erasedAt">When the visitor was first erased. The statement issued at that time names the date until which the ids are kept.</param>
    private RemovedRecords? Remove(int site, List<ConsentRecord> records, ErasureReason reason, DateTimeOffset now, DateTimeOffset erasedAt)
    {
        if (records.Count == 0)
            return null;

        var removal = new SqliteRecordRemoval(session, origins).Run(site, records, reason, now);
        var until = erasedAt + AppendRules.ErasedIdsKept;
        foreach (var record in records)
            KeepId(site, record, removal.LeafIndex, until);

        return new RemovedRecords(removal, ErasedIdsSeal.Of(removal, records.Select(r => r.Content.Id), until));
    }

    /// <summary>Stores whether any of the visitor's records remain to be erased.</summary>
    private void SetPending(int site, Visitor visitor, (long Below, ErasureReason Reason)? pending, DateTimeOffset now)
    {
        if (pending is { } left)
            session.Execute(
                """
                INSERT INTO erasing (site, visitor, below, reason, at) VALUES ($site, $visitor, $below, $reason, $at)
                ON CONFLICT DO UPDATE SET below = excluded.below, reason = excluded.reason, at = excluded.at
                """,
                ("$site", site), ("$visitor", visitor.ToByteArray()), ("$below", left.Below), ("$reason", (int)left.Reason), ("$at", now.ToUnixTimeMilliseconds()));
        else if (session.HasPendingErasures)
            session.Execute("DELETE FROM erasing WHERE site = $site AND visitor = $visitor", ("$site", site), ("$visitor", visitor.ToByteArray()));
    }

    private (long Below, ErasureReason Reason)? Pending(int site, Visitor visitor)
    {
        var command = session.Prepare("SELECT below, reason FROM erasing WHERE site = $site AND visitor = $visitor");
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$visitor", visitor.ToByteArray());
        using var row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), (ErasureReason)row.GetInt32(1)) : null;
    }

    /// <summary>Whether the hub began this erasure. Somebody with write access to the database alone can't compute the visitor's keyed hash, so a forged row erases nobody.</summary>
    private bool WasBegun(int site, Visitor visitor, long leaf)
    {
        var command = session.Prepare("SELECT EXISTS (SELECT 1 FROM erasure WHERE site = $site AND leaf = $leaf AND visitor = $visitor)");
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$leaf", leaf);
        command.Parameters.AddWithValue("$visitor", keys.HashForJournal(session.KeyOf(site), visitor.ToByteArray()));
        return (long)command.ExecuteScalar()! == 1;
    }

    /// <summary>The next slice of a visitor's records below a position, in log order, and whether more remain.</summary>
    private (List<ConsentRecord> Records, bool More) Find(int site, Visitor visitor, long below)
    {
        var command = session.Prepare(
            $"""
            SELECT {ConsentRow.Columns} FROM consent INDEXED BY consent_visitor
            WHERE visitor = $visitor AND site = $site AND leaf < $below ORDER BY decided_at, site, leaf LIMIT {ErasureSlices.AtOnce + 1}
            """);
        command.Parameters.AddWithValue("$visitor", visitor.ToByteArray());
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$below", below);
        var records = new List<ConsentRecord>();
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
                records.Add(ConsentRow.Read(row));
        }

        return ([.. records.Take(ErasureSlices.AtOnce).OrderBy(r => r.LeafIndex)], records.Count > ErasureSlices.AtOnce);
    }

    private void KeepId(int site, ConsentRecord record, long removal, DateTimeOffset until) => session.Execute(
        // After its 90 days, an id may be reused and erased again before its expired row is deleted.
        "INSERT INTO erased_id (site, id, until, leaf) VALUES ($site, $id, $until, $leaf) ON CONFLICT DO UPDATE SET until = excluded.until, leaf = excluded.leaf",
        ("$site", site), ("$id", ConsentRow.Bytes(record.Content.Id)), ("$until", until.ToUnixTimeMilliseconds()), ("$leaf", removal));

    private long NextNumber() => (long)session.Prepare("SELECT coalesce(max(number), 0) + 1 FROM erasure").ExecuteScalar()!;

    /// <summary>Stores the erasure and seals this slice's audit entry. The caller then writes the journal, which is synced before this transaction commits.</summary>
    private void Note(int site, RemovedRecords? removed, JournaledErasure? erasure, DateTimeOffset now)
    {
        if (erasure is not null)
            session.Execute(
                "INSERT INTO erasure (number, site, at, leaf, visitor) VALUES ($number, $site, $at, $leaf, $visitor)",
                ("$number", erasure.Number), ("$site", site), ("$at", erasure.At.ToUnixTimeMilliseconds()), ("$leaf", erasure.Leaf), ("$visitor", erasure.Visitor));

        var seal = new ErasureSeal(removed?.Ids, erasure is null ? null : NotedErasureSeal.Of(erasure));
        if (seal.ToDraft(session.KeyOf(site)) is { } entry)
            SqliteAuditStore.Append(session, entry, sealer, now);
    }
}
