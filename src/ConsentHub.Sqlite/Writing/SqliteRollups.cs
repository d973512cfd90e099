using ConsentHub.ConsentLog.Statistics;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The rollup changes of one batch, summed in memory so that each cell is written once.</summary>
internal sealed class SqliteRollups
{
    private const string Upsert =
        """
        INSERT INTO rollup (site, dimension, quarter, value, impressions, dismissed, gpc, decided, granted, denied, withdrawn,
            removed_decided, removed_granted, removed_denied, removed_withdrawn)
        VALUES ($site, $dimension, $quarter, $value, $impressions, $dismissed, $gpc, $decided, $granted, $denied, $withdrawn,
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
        var upsert = session.Statement(Upsert);
        foreach (var (key, delta) in cells)
        {
            upsert.Bind(1, key.Site).Bind(2, (int)key.Dimension).Bind(3, key.Quarter).Bind(4, key.Value)
                .Bind(5, delta.Impressions).Bind(6, delta.Dismissed).Bind(7, delta.Gpc)
                .Bind(8, delta.Counts.Decided).Bind(9, delta.Counts.Granted).Bind(10, delta.Counts.Denied).Bind(11, delta.Counts.Withdrawn)
                .Bind(12, delta.Removed.Decided).Bind(13, delta.Removed.Granted).Bind(14, delta.Removed.Denied).Bind(15, delta.Removed.Withdrawn)
                .Run();
        }

        cells.Clear();
    }
}
