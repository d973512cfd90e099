using ConsentHub.Analysis;
using Npgsql;

namespace ConsentHub.Storage.Postgres;

/// <summary>Counts records into the rollups after they were written, so that no choice waits for its counting.</summary>
/// <remarks>
/// A site's mark says how far its log is counted. A pass locks the mark alone, never the log's head, reads committed records only and
/// moves the mark with the counts: each record counts once, whoever counts it.
/// </remarks>
internal sealed class PostgresRollups(PostgresConnections connections)
{
    private const int RecordsAtOnce = 50_000;

    private const string LockMark = "SELECT counted FROM rollup_mark WHERE site = $1 FOR NO KEY UPDATE";

    private const string Behind = "SELECT m.site FROM rollup_mark m JOIN site s ON s.number = m.site WHERE m.counted < s.next_leaf ORDER BY m.site";

    /// <summary>Counts what is not counted yet at any site, a bounded number of records each; leaves sites alone that another instance counts.</summary>
    /// <returns>Whether more may be left.</returns>
    public async Task<bool> CatchUpAsync(CancellationToken ct)
    {
        var sites = await connections.ReadAsync(async connection =>
        {
            var behind = new List<int>();
            await using var command = connection.Command(Behind);
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
                behind.Add(row.GetInt32(0));

            return behind;
        }, ct);

        var more = false;
        foreach (var site in sites)
        {
            ct.ThrowIfCancellationRequested();
            more |= await connections.WriteAsync(connection => PassAsync(connection, site, LockMark + " SKIP LOCKED"));
        }

        return more;
    }

    /// <summary>Counts everything that is committed at a site when this is called.</summary>
    public async Task CatchUpAsync(int site)
    {
        while (await connections.WriteAsync(connection => PassAsync(connection, site, LockMark)))
        {
        }
    }

    /// <summary>Counts the rest within a transaction, which holds the mark from then on.</summary>
    public static async Task CatchUpWithinAsync(NpgsqlConnection connection, int site)
    {
        while (await PassAsync(connection, site, LockMark))
        {
        }
    }

    /// <summary>Counts up to <see cref="RecordsAtOnce"/> positions.</summary>
    /// <returns>Whether more are left.</returns>
    private static async Task<bool> PassAsync(NpgsqlConnection connection, int site, string lockMark)
    {
        await using var marked = connection.Command(lockMark, Parameters.Of(site));
        if (await marked.ExecuteScalarAsync() is not long counted)
            return false;

        await using var length = connection.Command("SELECT next_leaf FROM site WHERE number = $1", Parameters.Of(site));
        var size = (long)(await length.ExecuteScalarAsync())!;
        if (size == counted)
            return false;

        var until = Math.Min(size, counted + RecordsAtOnce);
        var (cells, _) = await CellsAsync(connection, site, "c.leaf >= $2 AND c.leaf < $3", Parameters.Of(counted), Parameters.Of(until));
        await RollupUpsert.RunAsync(connection, cells, RollupDelta.OfRecord);
        await using var move = connection.Command("UPDATE rollup_mark SET counted = $2 WHERE site = $1", Parameters.Of(site), Parameters.Of(until));
        await move.ExecuteNonQueryAsync();
        return until < size;
    }

    /// <summary>Sums what the records under a condition count in each cell.</summary>
    /// <returns>The sums, and how many records there were.</returns>
    public static async Task<(Dictionary<CellKey, CellCounts> Cells, int Records)> CellsAsync(
        NpgsqlConnection connection, int site, string condition, params NpgsqlParameter[] bounds)
    {
        await using var command = connection.Command(
            $"""
            SELECT {PostgresRow.Columns}, n.asked & ~n.required FROM consent c
            LEFT JOIN notice n ON n.site = c.site AND n.version = c.notice
            WHERE c.site = $1 AND {condition}
            """,
            [Parameters.Of(site), .. bounds]);
        var cells = new Dictionary<CellKey, CellCounts>();
        var records = 0;
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var record = PostgresRow.Read(row);
            if (row.IsDBNull(18))
                throw new InvalidOperationException($"Notice {record.Content.Notice} of site {site} is not in the database.");

            records++;
            foreach (var (key, counts) in RollupCells.Of(site, record, unchecked((ulong)row.GetInt64(18))))
                cells[key] = cells.TryGetValue(key, out var sum) ? sum + counts : counts;
        }

        return (cells, records);
    }
}
