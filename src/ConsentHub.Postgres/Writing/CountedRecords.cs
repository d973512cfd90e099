using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>A group of records that are counted in the same cells.</summary>
/// <param name="Optional">The bits of the optional categories of their notice.</param>
/// <param name="First">Position of the first record.</param>
internal readonly record struct CountedGroup(CountedAs Kind, ulong Optional, long Records, long First, long Last);

/// <summary>Reads records grouped for statistics. The database counts the records of each group.</summary>
internal static class CountedRecords
{
    /// <summary>Reads the records of a site that meet a condition. The condition's parameters begin with <c>$2</c>.</summary>
    public static async Task<List<CountedGroup>> ReadAsync(NpgsqlConnection connection, int site, string condition, params NpgsqlParameter[] bounds)
    {
        await using var command = connection.Command(
            $"""
            SELECT g.*, n.asked & ~n.required FROM (
                SELECT recorded_at / 900000, notice, granted, lang, region_seen, action, source, count(*), min(leaf), max(leaf)
                FROM consent WHERE site = $1 AND {condition} GROUP BY 1, 2, 3, 4, 5, 6, 7) g
            LEFT JOIN notice n ON n.site = $1 AND n.version = g.notice
            """,
            [Parameters.Of(site), .. bounds]);
        var groups = new List<CountedGroup>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var kind = new CountedAs(
                row.GetInt64(0), row.GetInt32(1), unchecked((ulong)row.GetInt64(2)), row.GetString(3), row.GetString(4),
                (ConsentAction)row.GetInt16(5), (ConsentSource)row.GetInt16(6));
            if (row.IsDBNull(10))
                throw new InvalidOperationException($"Notice {kind.Notice} of site {site} is not in the database.");

            groups.Add(new(kind, unchecked((ulong)row.GetInt64(10)), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)));
        }

        return groups;
    }

    /// <summary>Sums the records' counts per cell.</summary>
    public static Dictionary<CellKey, CellCounts> CellsOf(int site, IEnumerable<CountedGroup> groups)
    {
        var cells = new Dictionary<CellKey, CellCounts>();
        foreach (var group in groups)
        {
            foreach (var (key, counts) in RollupCells.Of(site, group.Kind, group.Optional, group.Records))
                cells[key] = cells.TryGetValue(key, out var sum) ? sum + counts : counts;
        }

        return cells;
    }
}
