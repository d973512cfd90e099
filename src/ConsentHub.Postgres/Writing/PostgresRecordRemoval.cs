using System.Text.Json;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using ConsentHub.SiteLedger;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Removes records from a site's log in the caller's transaction, whatever the reason: an erasure, or the end of a promised period.</summary>
internal sealed class PostgresRecordRemoval(NpgsqlConnection connection, LedgerOrigins origins)
{
    /// <summary>Deletes the rows with their salts, counts them as removed, and writes the removal entry that names their positions.</summary>
    /// <param name="records">At least one, in the order of the log; stored, and found under the lock of the head.</param>
    public async Task<Removal> RunAsync(SiteHead head, IReadOnlyList<ConsentRecord> records, ErasureReason reason, DateTimeOffset now)
    {
        // Records must be counted before they are removed, because nobody can count them afterwards.
        await PostgresRollups.CatchUpWithinAsync(connection, head.Number);
        var removed = await CountedRecords.ReadAsync(connection, head.Number, "leaf = ANY($2)", Parameters.Of((long[])[.. records.Select(r => r.LeafIndex)]));
        await RollupUpsert.RunAsync(connection, CountedRecords.CellsOf(head.Number, removed), RollupDelta.OfRemoval);
        var removal = await SealAsync(head, now, reason, [.. records.Select(r => r.LeafIndex)]);
        await DeleteAsync(head.Number, records);
        return removal;
    }

    private async Task DeleteAsync(int site, IReadOnlyList<ConsentRecord> records)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            "DELETE FROM consent c USING unnest($2, $3) AS u (leaf, recorded_at) WHERE c.site = $1 AND c.leaf = u.leaf AND c.recorded_at = u.recorded_at",
            Parameters.Of(site), Parameters.Of([.. records.Select(r => r.LeafIndex)]), Parameters.Of([.. records.Select(r => r.RecordedAt.ToUnixTimeMilliseconds())]));
        batch.Add("DELETE FROM consent_id WHERE id = ANY($2) AND site = $1", Parameters.Of(site), Parameters.Of((Guid[])[.. records.Select(r => r.Content.Id)]));
        await batch.ExecuteNonQueryAsync();
    }

    private async Task<Removal> SealAsync(SiteHead head, DateTimeOffset now, ErasureReason reason, IReadOnlyList<long> leaves)
    {
        var removal = new Removal(0, now, reason, leaves, LedgerSalt.New());
        removal = removal with { LeafIndex = head.Log.Append(removal.HashFor(head.Key)) };
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            "INSERT INTO removal (site, leaf, salt, at, reason, leaves) VALUES ($1, $2, $3, $4, $5, $6)",
            Parameters.Of(head.Number), Parameters.Of(removal.LeafIndex), Parameters.Of(PostgresRow.Of(removal.Salt)),
            Parameters.Of(now.ToUnixTimeMilliseconds()), Parameters.Of((int)reason), Parameters.Of(JsonSerializer.Serialize(leaves)));
        LedgerInsert.Add(batch, [head], origins);
        await batch.ExecuteNonQueryAsync();
        return removal;
    }
}
