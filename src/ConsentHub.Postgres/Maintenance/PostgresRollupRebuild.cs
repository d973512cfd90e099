using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using ConsentHub.Stores;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres.Maintenance;

/// <summary>Recounts a site's records into the index of hours and the rollups. Works one day at a time, so that writes and counting continue in between.</summary>
internal sealed class PostgresRollupRebuild(PostgresConnections connections, PostgresRollups rollups, int site)
{
    private const int HoursAtOnce = 24;

    public async Task<RebuiltCounts> RunAsync(IProgress<long>? progress, CancellationToken ct)
    {
        await rollups.CatchUpAsync(site);
        var corrected = await connections.WriteAsync(RebuildHoursAsync);
        var hours = await connections.ReadAsync(connection => HoursAsync(connection, ct), ct);
        var changed = 0;
        var done = 0L;
        foreach (var day in hours.GroupBy(h => h / HoursAtOnce))
        {
            ct.ThrowIfCancellationRequested();
            var (cells, records) = await connections.WriteAsync(connection => RebuildAsync(connection, day.Key * HoursAtOnce, (day.Key + 1) * HoursAtOnce));
            changed += cells;
            progress?.Report(done += records);
        }

        return new RebuiltCounts(changed, corrected);
    }

    /// <summary>Replaces the index of hours. Choices are stored as usual, but are counted only after this transaction has released the site's row of <c>rollup_mark</c>.</summary>
    private async Task<int> RebuildHoursAsync(NpgsqlConnection connection)
    {
        await LockMarkAsync(connection);
        var hours = (await connection.QueryAsync<StoredHour>(StoredHour.Select, new { site })).Where(h => h.First is not null || h.RecordsFirst is not null).ToList();
        await connection.ExecuteAsync("DELETE FROM log_hour WHERE site = @site", new { site });
        await PostgresRollups.WriteHoursAsync(connection, site, [.. hours.Where(h => h.RecordsFirst is not null).Select(h => (h.Hour, h.RecordsFirst!.Value, h.RecordsLast!.Value))]);
        return hours.Count(h => h.HidesRecords);
    }

    /// <summary>Locks the site's mark until the transaction ends, so that no other instance moves the mark. Allows the long statements that follow.</summary>
    /// <returns>The mark: records below it are counted.</returns>
    private async Task<long> LockMarkAsync(NpgsqlConnection connection)
    {
        await using var mark = connection.Command("SELECT counted FROM rollup_mark WHERE site = $1 FOR NO KEY UPDATE", Parameters.Of(site));
        var below = (long)(await mark.ExecuteScalarAsync())!;
        await using var patience = connection.Command("SELECT set_config('statement_timeout', '10min', true)");
        await patience.ExecuteNonQueryAsync();
        return below;
    }

    private async Task<List<long>> HoursAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command(
            "SELECT hour FROM log_hour WHERE site = $1 UNION SELECT quarter / 4 FROM rollup WHERE site = $1 ORDER BY hour", Parameters.Of(site));
        var hours = new List<long>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            hours.Add(row.GetInt64(0));

        return hours;
    }

    private async Task<(int Cells, long Records)> RebuildAsync(NpgsqlConnection connection, long fromHour, long toHour)
    {
        // Compares only records below the mark; the others are not counted yet.
        var below = await LockMarkAsync(connection);
        var groups = await CountedRecords.ReadAsync(
            connection, site, "recorded_at >= $2 AND recorded_at < $3 AND leaf < $4",
            Parameters.Of(fromHour * 3_600_000), Parameters.Of(toHour * 3_600_000), Parameters.Of(below));
        var counted = CountedRecords.CellsOf(site, groups);
        var stored = await StoredAsync(connection, fromHour, toHour);
        var missing = new Dictionary<CellKey, CellCounts>();
        foreach (var key in counted.Keys.Union(stored.Keys))
        {
            counted.TryGetValue(key, out var remaining);
            stored.TryGetValue(key, out var cell);
            var delta = remaining + cell.Removed + Negate(cell.Counts);
            if (delta != default)
                missing.Add(key, delta);
        }

        await RollupUpsert.RunAsync(connection, missing, RollupDelta.OfRecord);
        return (missing.Count, groups.Sum(g => g.Records));
    }

    private async Task<Dictionary<CellKey, (CellCounts Counts, CellCounts Removed)>> StoredAsync(NpgsqlConnection connection, long fromHour, long toHour)
    {
        await using var command = connection.Command(
            """
            SELECT dimension, quarter, value, decided, granted, denied, withdrawn, removed_decided, removed_granted, removed_denied, removed_withdrawn
            FROM rollup WHERE site = $1 AND quarter >= $2 * 4 AND quarter < $3 * 4
            """,
            Parameters.Of(site), Parameters.Of(fromHour), Parameters.Of(toHour));
        var stored = new Dictionary<CellKey, (CellCounts, CellCounts)>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            stored.Add(new(site, row.GetInt64(1), (StatsDimension)row.GetInt32(0), row.GetString(2)), (Counts(row, 3), Counts(row, 7)));

        return stored;
    }

    private static CellCounts Counts(NpgsqlDataReader row, int at) => new(row.GetInt64(at), row.GetInt64(at + 1), row.GetInt64(at + 2), row.GetInt64(at + 3));

    private static CellCounts Negate(CellCounts c) => new(-c.Decided, -c.Granted, -c.Denied, -c.Withdrawn);
}
