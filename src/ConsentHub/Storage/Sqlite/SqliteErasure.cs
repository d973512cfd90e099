using System.Text.Json;
using ConsentHub.Analysis;
using ConsentHub.Consents;
using ConsentHub.Proof;

namespace ConsentHub.Storage.Sqlite;

/// <summary>Erases a visitor in one transaction: rows and salts go, the entries' hashes stay and say nothing without them.</summary>
internal sealed class SqliteErasure(SqliteWriteSession session, LedgerOrigins origins, HubKeys keys, ErasureJournal journal)
{
    /// <param name="until">Records made later stay: an erasure that is caught up on leaves alone what came after it.</param>
    public Erasure Run(int site, Visitor visitor, ErasureReason reason, DateTimeOffset now, DateTimeOffset until)
    {
        var records = Find(site, visitor, until);
        if (records.Count == 0)
            return new Erasure(now, 0, null);

        // First: an id whose 90 days are over may have been used again and be erased again.
        session.Execute("DELETE FROM erased_id WHERE until <= $now", ("$now", now.ToUnixTimeMilliseconds()));
        foreach (var record in records)
            Remove(site, record, now);

        var removal = Seal(site, now, reason, [.. records.Select(r => r.LeafIndex).Order()]);
        Note(site, visitor, until, removal.LeafIndex, isNew: until == now);
        session.ForgetsSomething = true;
        return new Erasure(now, records.Count, removal);
    }

    private List<ConsentRecord> Find(int site, Visitor visitor, DateTimeOffset until)
    {
        var command = session.Prepare(
            $"SELECT {ConsentRow.Columns} FROM consent INDEXED BY consent_visitor WHERE visitor = $visitor AND site = $site AND recorded_at <= $until ORDER BY leaf");
        command.Parameters.AddWithValue("$visitor", visitor.ToByteArray());
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$until", until.ToUnixTimeMilliseconds());
        var records = new List<ConsentRecord>();
        using var row = command.ExecuteReader();
        while (row.Read())
            records.Add(ConsentRow.Read(row));

        return records;
    }

    private void Remove(int site, ConsentRecord record, DateTimeOffset now)
    {
        session.Execute("DELETE FROM consent WHERE site = $site AND leaf = $leaf", ("$site", site), ("$leaf", record.LeafIndex));
        session.Execute(
            "INSERT INTO erased_id (site, id, until) VALUES ($site, $id, $until)",
            ("$site", site), ("$id", ConsentRow.Bytes(record.Content.Id)), ("$until", (now + AppendRules.ErasedIdsKept).ToUnixTimeMilliseconds()));
        foreach (var (key, counts) in RollupCells.Of(site, record, NoticeMasks.Optional(session, site, record.Content.Notice)))
            session.Count(key, RollupDelta.OfRemoval(counts));
    }

    /// <summary>Writes the entry that says which positions are gone.</summary>
    private Removal Seal(int site, DateTimeOffset now, ErasureReason reason, IReadOnlyList<long> leaves)
    {
        var removal = new Removal(0, now, reason, leaves, LedgerSalt.New());
        removal = removal with { LeafIndex = session.Seal(site, removal.HashFor(session.KeyOf(site)), now, origins) };
        session.Execute(
            "INSERT INTO removal (site, leaf, salt, at, reason, leaves) VALUES ($site, $leaf, $salt, $at, $reason, $leaves)",
            ("$site", site), ("$leaf", removal.LeafIndex), ("$salt", LedgerSalt.ToBytes(removal.Salt)), ("$at", now.ToUnixTimeMilliseconds()),
            ("$reason", (int)reason), ("$leaves", JsonSerializer.Serialize(leaves)));
        return removal;
    }

    /// <exception cref="StoreUnavailableException">The journal can't be written; the transaction must not be committed.</exception>
    /// <summary>Numbers the erasure, here and in the journal, which is synced before this transaction commits.</summary>
    private void Note(int site, Visitor visitor, DateTimeOffset at, long leaf, bool isNew)
    {
        var key = session.KeyOf(site);
        var hash = keys.HashForJournal(key, visitor);
        var insert = session.Prepare(
            """
            INSERT INTO erasure (number, site, at, leaf, visitor)
            SELECT coalesce(max(number), 0) + 1, $site, $at, $leaf, $visitor FROM erasure RETURNING number
            """);
        insert.Parameters.AddWithValue("$site", site);
        insert.Parameters.AddWithValue("$at", at.ToUnixTimeMilliseconds());
        insert.Parameters.AddWithValue("$leaf", leaf);
        insert.Parameters.AddWithValue("$visitor", hash);
        var number = (long)insert.ExecuteScalar()!;
        try
        {
            if (isNew || !journal.Read().Erasures.Any(e => e.Is(key, hash, at)))
                journal.Append(new JournaledErasure(number, at, key, hash));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The erasure journal {journal.Path} can't be written, so nothing was erased: {e.Message}", e);
        }
    }
}
