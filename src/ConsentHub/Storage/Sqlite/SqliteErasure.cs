using System.Text.Json;
using ConsentHub.Analysis;
using ConsentHub.Consents;
using ConsentHub.Proof;

namespace ConsentHub.Storage.Sqlite;

/// <summary>Erases a visitor in one transaction: rows and salts go, the entries' hashes stay and say nothing without them.</summary>
internal sealed class SqliteErasure(SqliteWriteSession session, LedgerOrigins origins, HubKeys keys, ErasureJournal journal)
{
    /// <summary>Ids deleted in one transaction: other writes wait for it.</summary>
    private const int IdsAtOnce = 1000;

    /// <summary>Deletes ids of erased records whose time is over, at most a thousand of them.</summary>
    public static int DeleteExpiredIds(SqliteWriteSession session, long now)
    {
        session.ForgetsSomething = true;
        var command = session.Prepare("DELETE FROM erased_id WHERE (site, id) IN (SELECT site, id FROM erased_id WHERE until <= $now ORDER BY until LIMIT $most)");
        command.Parameters.AddWithValue("$now", now);
        command.Parameters.AddWithValue("$most", IdsAtOnce);
        return command.ExecuteNonQuery();
    }

    public Erasure Run(int site, Visitor visitor, ErasureReason reason, DateTimeOffset now)
    {
        session.PlaceArrivals();
        var erasure = Remove(site, Find(site, visitor, before: long.MaxValue), reason, now, erasedAt: now);
        if (erasure.Removal is { } removal)
        {
            var key = session.KeyOf(site);
            Note(site, new JournaledErasure(NextNumber(), now, key, removal.LeafIndex, keys.HashForJournal(key, visitor)), isInJournal: false);
        }

        return erasure;
    }

    /// <summary>Makes an erasure of the journal again: of what stood before it, and of nothing that came later.</summary>
    public Erasure RunAgain(int site, Visitor? visitor, JournaledErasure journaled, DateTimeOffset now)
    {
        session.PlaceArrivals();
        var erasure = Remove(site, visitor is { } found ? Find(site, found, journaled.Leaf) : [], ErasureReason.VisitorRequest, now, journaled.At);
        Note(site, journaled with { Number = NextNumber() }, journal.Read().Erasures.Any(e => e.Is(journaled)));
        return erasure;
    }

    /// <param name="erasedAt">When the visitor was erased first: the statement of then says until when the ids are kept.</param>
    private Erasure Remove(int site, List<ConsentRecord> records, ErasureReason reason, DateTimeOffset now, DateTimeOffset erasedAt)
    {
        if (records.Count == 0)
            return new Erasure(now, 0, null);

        // What is counted as removed must have been counted before.
        SqliteCounting.Run(session, site);
        // Before any insert: an id whose 90 days are over may have been used again and be erased again.
        session.Execute("DELETE FROM erased_id WHERE until <= $now", ("$now", now.ToUnixTimeMilliseconds()));
        foreach (var record in records)
            Remove(site, record, erasedAt + AppendRules.ErasedIdsKept);

        session.ForgetsSomething = true;
        return new Erasure(now, records.Count, Seal(site, now, reason, [.. records.Select(r => r.LeafIndex)]));
    }

    private List<ConsentRecord> Find(int site, Visitor visitor, long before)
    {
        var command = session.Prepare(
            $"SELECT {ConsentRow.Columns} FROM consent INDEXED BY consent_visitor WHERE visitor = $visitor AND site = $site AND leaf < $before ORDER BY leaf");
        command.Parameters.AddWithValue("$visitor", visitor.ToByteArray());
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$before", before);
        var records = new List<ConsentRecord>();
        using var row = command.ExecuteReader();
        while (row.Read())
            records.Add(ConsentRow.Read(row));

        return records;
    }

    private void Remove(int site, ConsentRecord record, DateTimeOffset idUntil)
    {
        session.Execute("DELETE FROM consent WHERE site = $site AND leaf = $leaf", ("$site", site), ("$leaf", record.LeafIndex));
        session.Execute(
            "INSERT INTO erased_id (site, id, until) VALUES ($site, $id, $until)",
            ("$site", site), ("$id", ConsentRow.Bytes(record.Content.Id)), ("$until", idUntil.ToUnixTimeMilliseconds()));
        foreach (var (key, counts) in RollupCells.Of(site, CountedAs.Of(record), session.Optional(site, record.Content.Notice)))
            session.Count(key, RollupDelta.OfRemoval(counts));
    }

    /// <summary>Writes the entry that says which positions are gone.</summary>
    private Removal Seal(int site, DateTimeOffset now, ErasureReason reason, IReadOnlyList<long> leaves)
    {
        var removal = new Removal(0, now, reason, leaves, LedgerSalt.New());
        removal = removal with { LeafIndex = session.Seal(site, removal.HashFor(session.KeyOf(site)), origins) };
        session.Execute(
            "INSERT INTO removal (site, leaf, salt, at, reason, leaves) VALUES ($site, $leaf, $salt, $at, $reason, $leaves)",
            ("$site", site), ("$leaf", removal.LeafIndex), ("$salt", LedgerSalt.ToBytes(removal.Salt)), ("$at", now.ToUnixTimeMilliseconds()),
            ("$reason", (int)reason), ("$leaves", JsonSerializer.Serialize(leaves)));
        return removal;
    }

    private long NextNumber() => (long)session.Prepare("SELECT coalesce(max(number), 0) + 1 FROM erasure").ExecuteScalar()!;

    /// <summary>Remembers the erasure, here and in the journal, which is synced before this transaction commits.</summary>
    /// <exception cref="JournalUnavailableException">The journal can't be written; the transaction must not be committed.</exception>
    private void Note(int site, JournaledErasure erasure, bool isInJournal)
    {
        session.Execute(
            "INSERT INTO erasure (number, site, at, leaf, visitor) VALUES ($number, $site, $at, $leaf, $visitor)",
            ("$number", erasure.Number), ("$site", site), ("$at", erasure.At.ToUnixTimeMilliseconds()), ("$leaf", erasure.Leaf), ("$visitor", erasure.Visitor));
        if (!isInJournal)
            journal.Append(erasure);
    }
}
