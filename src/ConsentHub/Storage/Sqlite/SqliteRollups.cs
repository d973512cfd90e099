using ConsentHub.Analysis;

namespace ConsentHub.Storage.Sqlite;

/// <summary>What one event adds to one cell, its removed side included.</summary>
internal readonly record struct RollupDelta(long Impressions, long Dismissed, long Gpc, CellCounts Counts, CellCounts Removed)
{
    public static RollupDelta OfRecord(CellCounts counts) => new(0, 0, 0, counts, default);

    public static RollupDelta OfRemoval(CellCounts counts) => new(0, 0, 0, default, counts);

    public static RollupDelta OfShown(ShownOutcome outcome) => new(
        outcome == ShownOutcome.Shown ? 1 : 0, outcome == ShownOutcome.Dismissed ? 1 : 0, outcome == ShownOutcome.Gpc ? 1 : 0, default, default);

    public static RollupDelta operator +(RollupDelta a, RollupDelta b) => new(
        a.Impressions + b.Impressions, a.Dismissed + b.Dismissed, a.Gpc + b.Gpc, a.Counts + b.Counts, a.Removed + b.Removed);
}

/// <summary>The rollup changes of one batch, summed in memory so that each cell is written once.</summary>
internal sealed class SqliteRollups
{
    private const string Upsert =
        """
        INSERT INTO rollup (site, dimension, hour, value, impressions, dismissed, gpc, decided, granted, denied, withdrawn,
            removed_decided, removed_granted, removed_denied, removed_withdrawn)
        VALUES ($site, $dimension, $hour, $value, $impressions, $dismissed, $gpc, $decided, $granted, $denied, $withdrawn,
            $removedDecided, $removedGranted, $removedDenied, $removedWithdrawn)
        ON CONFLICT DO UPDATE SET
            impressions = impressions + excluded.impressions, dismissed = dismissed + excluded.dismissed, gpc = gpc + excluded.gpc,
            decided = decided + excluded.decided, granted = granted + excluded.granted,
            denied = denied + excluded.denied, withdrawn = withdrawn + excluded.withdrawn,
            removed_decided = removed_decided + excluded.removed_decided, removed_granted = removed_granted + excluded.removed_granted,
            removed_denied = removed_denied + excluded.removed_denied, removed_withdrawn = removed_withdrawn + excluded.removed_withdrawn
        """;

    private readonly Dictionary<CellKey, RollupDelta> cells = [];

    public void Clear() => cells.Clear();

    public void Add(CellKey key, in RollupDelta delta) => cells[key] = cells.TryGetValue(key, out var sum) ? sum + delta : delta;

    public void Write(SqliteWriteSession session)
    {
        foreach (var (key, delta) in cells)
        {
            var command = session.Prepare(Upsert);
            var p = command.Parameters;
            p.AddWithValue("$site", key.Site);
            p.AddWithValue("$dimension", (int)key.Dimension);
            p.AddWithValue("$hour", key.Hour);
            p.AddWithValue("$value", key.Value);
            p.AddWithValue("$impressions", delta.Impressions);
            p.AddWithValue("$dismissed", delta.Dismissed);
            p.AddWithValue("$gpc", delta.Gpc);
            p.AddWithValue("$decided", delta.Counts.Decided);
            p.AddWithValue("$granted", delta.Counts.Granted);
            p.AddWithValue("$denied", delta.Counts.Denied);
            p.AddWithValue("$withdrawn", delta.Counts.Withdrawn);
            p.AddWithValue("$removedDecided", delta.Removed.Decided);
            p.AddWithValue("$removedGranted", delta.Removed.Granted);
            p.AddWithValue("$removedDenied", delta.Removed.Denied);
            p.AddWithValue("$removedWithdrawn", delta.Removed.Withdrawn);
            command.ExecuteNonQuery();
        }

        cells.Clear();
    }
}
