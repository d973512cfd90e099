using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using ConsentHub.Stores;
using Dapper;

namespace ConsentHub.Sqlite.Maintenance;

/// <summary>Recounts a site's records into the index of hours and the rollups. Works one day at a time, so that writes continue in between.</summary>
internal sealed class SqliteRollupRebuild(SqliteWriter writer, SqliteReaders readers, int site)
{
    private const int HoursAtOnce = 24;

    public async Task<RebuiltCounts> RunAsync(IProgress<long>? progress, CancellationToken ct)
    {
        // Uncounted records would otherwise appear to be missing.
        await writer.RunAsync(session => SqliteCounting.Run(session, site));
        // The index of hours comes first, because the next step finds the records of an hour through it.
        var corrected = await RebuildHoursAsync(ct);
        var hours = await writer.RunAsync(session => session.Connection.Query<long>(
            """
            SELECT hour FROM log_hour WHERE site = @site
            UNION SELECT quarter / 4 FROM rollup WHERE site = @site
            ORDER BY hour
            """,
            new { site }, session.Transaction).ToList());

        var changed = 0;
        var done = 0L;
        foreach (var day in hours.GroupBy(h => h / HoursAtOnce))
        {
            ct.ThrowIfCancellationRequested();
            changed += await writer.RunAsync(session => Rebuild(session, day.Key * HoursAtOnce, (day.Key + 1) * HoursAtOnce, ref done));
            progress?.Report(done);
        }

        return new RebuiltCounts(changed, corrected);
    }

    /// <summary>Replaces the index of hours. Reads the log outside the writer, because a long log takes seconds.</summary>
    private async Task<int> RebuildHoursAsync(CancellationToken ct)
    {
        List<StoredHour> hours;
        long counted;
        using (var lease = readers.Rent())
        {
            await using var snapshot = lease.Connection.BeginTransaction(deferred: true);
            counted = lease.Connection.ExecuteScalar<long>(StoredHour.Counted, new { site }, snapshot);
            hours = (await lease.Connection.QueryAsync<StoredHour>(new CommandDefinition(StoredHour.Select, new { site }, snapshot, cancellationToken: ct))).AsList();
        }

        await writer.RunAsync(session =>
        {
            session.Connection.Execute("DELETE FROM log_hour WHERE site = @site", new { site }, session.Transaction);
            session.Connection.Execute(
                "INSERT INTO log_hour (site, hour, first, last) VALUES (@site, @Hour, @RecordsFirst, @RecordsLast)",
                hours.Where(h => h.RecordsFirst is not null).Select(h => new { site, h.Hour, h.RecordsFirst, h.RecordsLast }), session.Transaction);
            // Adds the records that were counted after the snapshot was taken.
            return session.Connection.Execute(
                $"""
                INSERT INTO log_hour (site, hour, first, last)
                SELECT site, recorded_at / 3600000, min(leaf), max(leaf) FROM consent WHERE site = @site AND leaf >= @counted AND leaf < ({StoredHour.Counted}) GROUP BY 2
                ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)
                """,
                new { site, counted }, session.Transaction);
        });
        return hours.Count(h => h.HidesRecords);
    }

    private int Rebuild(SqliteWriteSession session, long fromHour, long toHour, ref long done)
    {
        // First counts the records stored since the last count, and writes the counts that this batch has not yet written. Otherwise they would appear
        // to be missing from the statistics.
        SqliteCounting.Run(session, site);
        session.FlushCounts();
        var counted = Count(session, fromHour, toHour, ref done);
        var stored = Stored(session, fromHour, toHour);
        var changed = 0;
        foreach (var key in counted.Keys.Union(stored.Keys))
        {
            counted.TryGetValue(key, out var remaining);
            stored.TryGetValue(key, out var cell);
            var missing = remaining + cell.Removed + Negate(cell.Counts);
            if (missing == default)
                continue;

            changed++;
            session.Count(key, new RollupDelta(0, 0, 0, missing, default));
        }

        return changed;
    }

    private Dictionary<CellKey, CellCounts> Count(SqliteWriteSession session, long fromHour, long toHour, ref long done)
    {
        var counted = new Dictionary<CellKey, CellCounts>();
        var command = session.Prepare(
            $"""
            SELECT {SqliteCounting.Kind}, count(*) FROM consent
            WHERE site = $site AND recorded_at >= $from AND recorded_at < $to
                AND leaf BETWEEN (SELECT min(first) FROM log_hour WHERE site = $site AND hour >= $fromHour AND hour < $toHour)
                    AND (SELECT max(last) FROM log_hour WHERE site = $site AND hour >= $fromHour AND hour < $toHour)
            GROUP BY 1, 2, 3, 4, 5, 6, 7
            """);
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$from", fromHour * 3_600_000);
        command.Parameters.AddWithValue("$to", toHour * 3_600_000);
        command.Parameters.AddWithValue("$fromHour", fromHour);
        command.Parameters.AddWithValue("$toHour", toHour);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var kind = SqliteCounting.ReadKind(row.Handle!);
            var records = row.GetInt64(7);
            foreach (var (key, counts) in RollupCells.Of(site, kind, session.Optional(site, kind.Notice), records))
                counted[key] = counted.TryGetValue(key, out var sum) ? sum + counts : counts;

            done += records;
        }

        return counted;
    }

    private Dictionary<CellKey, (CellCounts Counts, CellCounts Removed)> Stored(SqliteWriteSession session, long fromHour, long toHour) =>
        session.Connection.Query(
            """
            SELECT dimension, quarter, value, decided, granted, denied, withdrawn, removed_decided, removed_granted, removed_denied, removed_withdrawn
            FROM rollup WHERE site = @site AND quarter >= @fromHour * 4 AND quarter < @toHour * 4
            """,
            new { site, fromHour, toHour }, session.Transaction).ToDictionary(
            r => new CellKey(site, (long)r.quarter, (StatsDimension)(int)(long)r.dimension, (string)r.value),
            r => (new CellCounts((long)r.decided, (long)r.granted, (long)r.denied, (long)r.withdrawn),
                  new CellCounts((long)r.removed_decided, (long)r.removed_granted, (long)r.removed_denied, (long)r.removed_withdrawn)));

    private static CellCounts Negate(CellCounts c) => new(-c.Decided, -c.Granted, -c.Denied, -c.Withdrawn);
}
