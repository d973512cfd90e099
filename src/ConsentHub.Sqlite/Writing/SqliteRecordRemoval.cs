using System.Text.Json;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.SiteLedger;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Removes records from a site's log in the writer's transaction, whatever the reason: an erasure, or the end of a promised period.</summary>
internal sealed class SqliteRecordRemoval(SqliteWriteSession session, LedgerOrigins origins)
{
    /// <summary>Deletes the rows with their salts, counts them as removed, and writes the removal entry that names their positions.</summary>
    /// <param name="records">At least one, in the order of the log.</param>
    public Removal Run(int site, IReadOnlyList<ConsentRecord> records, ErasureReason reason, DateTimeOffset now)
    {
        // Records must be counted before they are counted as removed.
        SqliteCounting.Run(session, site);
        var removal = Seal(site, now, reason, [.. records.Select(r => r.LeafIndex)]);
        foreach (var record in records)
        {
            session.Execute("DELETE FROM consent WHERE site = $site AND leaf = $leaf", ("$site", site), ("$leaf", record.LeafIndex));
            foreach (var (key, counts) in RollupCells.Of(site, CountedAs.Of(record), session.Optional(site, record.Content.Notice)))
                session.Count(key, RollupDelta.OfRemoval(counts));
        }

        return removal;
    }

    private Removal Seal(int site, DateTimeOffset now, ErasureReason reason, IReadOnlyList<long> leaves)
    {
        var removal = new Removal(0, now, reason, leaves, LedgerSalt.New());
        removal = removal with { LeafIndex = session.AppendToLog(site, removal.HashFor(session.KeyOf(site)), origins) };
        session.Execute(
            "INSERT INTO removal (site, leaf, salt, at, reason, leaves) VALUES ($site, $leaf, $salt, $at, $reason, $leaves)",
            ("$site", site), ("$leaf", removal.LeafIndex), ("$salt", LedgerSalt.ToBytes(removal.Salt)), ("$at", now.ToUnixTimeMilliseconds()),
            ("$reason", (int)reason), ("$leaves", JsonSerializer.Serialize(leaves)));
        return removal;
    }
}
