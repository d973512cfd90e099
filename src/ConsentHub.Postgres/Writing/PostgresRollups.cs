using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Counts records into the rollups and the hours of the log after they are written, so that no choice waits to be counted.</summary>
/// <remarks>
/// A site's mark (<c>rollup_mark</c>) says up to which position its log is counted. A pass locks only the mark, never the log's head, and reads
/// only committed records. The pass moves the mark in the same transaction as the counts, so each record is counted once, whichever instance
/// counts it.
/// </remarks>
internal sealed class PostgresRollups(PostgresConnections connections)
{
    private const int RecordsAtOnce = 50_000;

    private const string LockMark = "SELECT counted FROM rollup_mark WHERE site = $1 FOR NO KEY UPDATE";

    private const string WriteHours =
        """
        INSERT INTO log_hour (site, hour, first, last) SELECT $1, * FROM unnest($2, $3, $4)
        ON CONFLICT (site, hour) DO UPDATE SET first = least(log_hour.first, excluded.first), last = greatest(log_hour.last, excluded.last)
        """;

    private const string Behind = "SELECT m.site FROM rollup_mark m JOIN site s ON s.number = m.site WHERE m.counted < s.next_leaf ORDER BY m.site";

    /// <summary>Counts uncounted records of every site, a bounded number for each; skips sites that another instance is counting.</summary>
    /// <returns>Whether uncounted records may remain.</returns>
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

    /// <summary>Counts every record of a site that was committed before the call.</summary>
    public async Task CatchUpAsync(int site)
    {
        while (await connections.WriteAsync(connection => PassAsync(connection, site, LockMark)))
        {
        }
    }

    /// <summary>Counts a site's uncounted records inside the caller's transaction, which then keeps the mark locked until it ends.</summary>
    public static async Task CatchUpWithinAsync(NpgsqlConnection connection, int site)
    {
        while (await PassAsync(connection, site, LockMark))
        {
        }
    }

    /// <summary>Counts up to <see cref="RecordsAtOnce"/> positions.</summary>
    /// <returns>Whether uncounted records remain.</returns>
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
        var groups = await CountedRecords.ReadAsync(connection, site, "leaf >= $2 AND leaf < $3", Parameters.Of(counted), Parameters.Of(until));
        await RollupUpsert.RunAsync(connection, CountedRecords.CellsOf(site, groups), RollupDelta.OfRecord);
        await WriteHoursAsync(connection, site, [.. groups.GroupBy(g => g.Kind.Hour).Select(h => (h.Key, h.Min(g => g.First), h.Max(g => g.Last)))]);
        await using var move = connection.Command("UPDATE rollup_mark SET counted = $2 WHERE site = $1", Parameters.Of(site), Parameters.Of(until));
        await move.ExecuteNonQueryAsync();
        return until < size;
    }

    /// <summary>Adds records to the index of hours.</summary>
    public static async Task WriteHoursAsync(NpgsqlConnection connection, int site, IReadOnlyList<(long Hour, long First, long Last)> hours)
    {
        await using var write = connection.Command(
            WriteHours,
            Parameters.Of(site), Parameters.Of([.. hours.Select(h => h.Hour)]), Parameters.Of([.. hours.Select(h => h.First)]), Parameters.Of([.. hours.Select(h => h.Last)]));
        await write.ExecuteNonQueryAsync();
    }
}
