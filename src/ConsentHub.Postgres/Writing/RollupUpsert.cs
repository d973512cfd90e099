using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Adds to each rollup cell once, in the order of the keys, so that transactions can't deadlock.</summary>
internal static class RollupUpsert
{
    private const string Sql =
        """
        INSERT INTO rollup (site, dimension, quarter, value, impressions, dismissed, gpc, decided, granted, denied, withdrawn,
            removed_decided, removed_granted, removed_denied, removed_withdrawn)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (site, dimension, quarter, value) DO UPDATE SET
            impressions = rollup.impressions + excluded.impressions, dismissed = rollup.dismissed + excluded.dismissed, gpc = rollup.gpc + excluded.gpc,
            decided = rollup.decided + excluded.decided, granted = rollup.granted + excluded.granted,
            denied = rollup.denied + excluded.denied, withdrawn = rollup.withdrawn + excluded.withdrawn,
            removed_decided = rollup.removed_decided + excluded.removed_decided, removed_granted = rollup.removed_granted + excluded.removed_granted,
            removed_denied = rollup.removed_denied + excluded.removed_denied, removed_withdrawn = rollup.removed_withdrawn + excluded.removed_withdrawn
        """;

    public static void Add(NpgsqlBatch batch, IReadOnlyDictionary<CellKey, RollupDelta> cells)
    {
        if (cells.Count == 0)
            return;

        var rows = cells.OrderBy(c => c.Key.Site).ThenBy(c => c.Key.Dimension).ThenBy(c => c.Key.Quarter).ThenBy(c => c.Key.Value, StringComparer.Ordinal).ToList();
        batch.Add(
            Sql,
            Parameters.Of([.. rows.Select(c => c.Key.Site)]), Parameters.Of([.. rows.Select(c => (int)c.Key.Dimension)]),
            Parameters.Of([.. rows.Select(c => c.Key.Quarter)]), Parameters.Of([.. rows.Select(c => c.Key.Value)]),
            Sum(d => d.Impressions), Sum(d => d.Dismissed), Sum(d => d.Gpc),
            Sum(d => d.Counts.Decided), Sum(d => d.Counts.Granted), Sum(d => d.Counts.Denied), Sum(d => d.Counts.Withdrawn),
            Sum(d => d.Removed.Decided), Sum(d => d.Removed.Granted), Sum(d => d.Removed.Denied), Sum(d => d.Removed.Withdrawn));

        NpgsqlParameter Sum(Func<RollupDelta, long> measure) => Parameters.Of([.. rows.Select(c => measure(c.Value))]);
    }

    /// <param name="side">Whether the records were stored or removed.</param>
    public static async Task RunAsync(NpgsqlConnection connection, IReadOnlyDictionary<CellKey, CellCounts> cells, Func<CellCounts, RollupDelta> side)
    {
        if (cells.Count == 0)
            return;

        await using var batch = new NpgsqlBatch(connection);
        Add(batch, cells.ToDictionary(c => c.Key, c => side(c.Value)));
        await batch.ExecuteNonQueryAsync();
    }
}
