using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using SQLitePCL;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Counts the records added since the last run into the log's index of hours and rollups.</summary>
/// <remarks>
/// Counting is not part of a choice's transaction, because with many sites each choice would change about ten cells of its own. A row of
/// <c>rollup_mark</c> says up to which position a log is counted. It changes in the same transaction as the counts, so a crash neither counts
/// a record twice nor omits one.
/// </remarks>
internal static class SqliteCounting
{
    /// <summary>The values of <see cref="CountedAs"/> as columns, in the order of its members. Grouping by them makes one row of equal records.</summary>
    public const string Kind = "recorded_at / 900000, notice, granted, lang, region_seen, action, source";

    private const string Added =
        $"""
        SELECT {Kind}, count(*), min(leaf), max(leaf) FROM consent WHERE site = $site AND leaf >= $from AND leaf < $to
        GROUP BY 1, 2, 3, 4, 5, 6, 7
        """;

    /// <summary>The sites that have uncounted records.</summary>
    public const string Behind = "SELECT number FROM site LEFT JOIN rollup_mark ON site = number WHERE next_leaf > coalesce(counted, 0)";

    /// <summary>Counts a site's records that are not counted yet.</summary>
    /// <param name="atMost">Maximum number of positions to count in this transaction.</param>
    /// <returns>True when no uncounted record is left.</returns>
    public static bool Run(SqliteWriteSession session, int site, long atMost = long.MaxValue)
    {
        var size = session.LogSizeOf(site);
        var from = session.Statement("SELECT counted FROM rollup_mark WHERE site = $site").Bind(1, site).Number() ?? 0;
        var to = from + Math.Min(size - from, atMost);
        if (to <= from)
            return true;

        foreach (var (kind, records, first, last) in session.Statement(Added).Bind(1, site).Bind(2, from).Bind(3, to).ReadWhile(ReadGroup))
        {
            session.Statement(
                """
                INSERT INTO log_hour (site, hour, first, last) VALUES ($site, $hour, $first, $last)
                ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)
                """).Bind(1, site).Bind(2, kind.Hour).Bind(3, first).Bind(4, last).Run();
            foreach (var (key, counts) in RollupCells.Of(site, kind, session.Optional(site, kind.Notice), records))
                session.Count(key, RollupDelta.OfRecord(counts));
        }

        session.Statement("INSERT INTO rollup_mark (site, counted) VALUES ($site, $counted) ON CONFLICT DO UPDATE SET counted = excluded.counted")
            .Bind(1, site).Bind(2, to).Run();
        return to == size;
    }

    private static (CountedAs Kind, long Records, long First, long Last) ReadGroup(sqlite3_stmt row) =>
        (ReadKind(row), raw.sqlite3_column_int64(row, 7), raw.sqlite3_column_int64(row, 8), raw.sqlite3_column_int64(row, 9));

    /// <summary>Reads the columns of <see cref="Kind"/>.</summary>
    public static CountedAs ReadKind(sqlite3_stmt row) => new(
        raw.sqlite3_column_int64(row, 0), raw.sqlite3_column_int(row, 1), unchecked((ulong)raw.sqlite3_column_int64(row, 2)),
        raw.sqlite3_column_text(row, 3).utf8_to_string(), raw.sqlite3_column_text(row, 4).utf8_to_string(),
        (ConsentAction)raw.sqlite3_column_int(row, 5), (ConsentSource)raw.sqlite3_column_int(row, 6));
}
