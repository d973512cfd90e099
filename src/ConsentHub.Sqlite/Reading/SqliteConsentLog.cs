using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Maintenance;
using ConsentHub.Sqlite.Writing;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Reading;

/// <summary>The consent log in SQLite: reads in the order of the primary key, statistics from the rollups.</summary>
internal sealed class SqliteConsentLog(SqliteReaders readers, SqliteWriter writer) : IConsentLog
{
    public async IAsyncEnumerable<ConsentRecord> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        using var lease = readers.Rent();
        // One transaction, so that a page or an export reads one snapshot, however long it takes.
        await using var transaction = lease.Connection.BeginTransaction(deferred: true);
        using var command = lease.Connection.CreateCommand();
        command.Transaction = transaction;
        if (!Build(command, query, ConsentRow.Columns))
            yield break;

        using var row = command.ExecuteReader();
        while (row.Read())
        {
            ct.ThrowIfCancellationRequested();
            yield return ConsentRow.Read(row);
        }
    }

    public async Task<long> LogSizeAsync(int site, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT next_leaf FROM site WHERE number = @site", new { site }, cancellationToken: ct));
    }

    public async Task<IReadOnlyList<StatsCell>> StatsAsync(StatsQuery query, CancellationToken ct)
    {
        await CountAsync(query.Site, ct);
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<StatsRow>(new CommandDefinition(
            StatsSql,
            new
            {
                query.Site,
                Dimension = (int)query.Stored,
                Split = query.By is null ? 0 : 1,
                Buckets = JsonSerializer.Serialize(query.Buckets.Select(b => new[] { b.From, b.To })),
                Limit = query.Limit ?? -1,
            },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToCell())];
    }

    public const string StatsSql =
        """
        SELECT b.value ->> 0 AS Start, CASE @Split WHEN 1 THEN r.value ELSE '' END AS Value,
            sum(impressions) AS Impressions, sum(dismissed) AS Dismissed, sum(gpc) AS Gpc,
            sum(decided) AS Decided, sum(granted) AS Granted, sum(denied) AS Denied, sum(withdrawn) AS Withdrawn
        FROM json_each(@Buckets) b
        CROSS JOIN rollup r ON r.site = @Site AND r.dimension = @Dimension AND r.quarter >= b.value ->> 0 AND r.quarter < b.value ->> 1
        GROUP BY 1, 2
        ORDER BY 1, 2
        LIMIT @Limit
        """;

    public Task<RebuiltCounts> RebuildRollupsAsync(int site, IProgress<long>? progress, CancellationToken ct) =>
        new SqliteRollupRebuild(writer, readers, site).RunAsync(progress, ct);

    /// <summary>Has the writer count a site's uncounted records, so that the index of hours and the rollups include every acknowledged record.</summary>
    private async Task CountAsync(int site, CancellationToken ct)
    {
        if (await IsBehindAsync(site, ct))
            await writer.RunAsync(session => SqliteCounting.Run(session, site));
    }

    private async Task<bool> IsBehindAsync(int site, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT next_leaf > coalesce((SELECT counted FROM rollup_mark WHERE site = @site), 0) FROM site WHERE number = @site
            """,
            new { site }, cancellationToken: ct));
    }

    /// <summary>Builds the statement of a query. Returns false if it could select no row.</summary>
    internal static bool Build(SqliteCommand command, LogQuery query, string columns)
    {
        // Without the hint, SQLite reads the whole log in order instead of sorting the few records of one visitor.
        var index = query.Visitor is null ? "" : " INDEXED BY consent_visitor";
        var sql = new StringBuilder($"SELECT {columns} FROM consent{index} WHERE site = $site");
        var p = command.Parameters;
        p.AddWithValue("$site", query.Site);
        Filter("leaf > $after", "$after", query.After);
        Filter("recorded_at >= $from", "$from", query.From?.ToUnixTimeMilliseconds());
        Filter("recorded_at < $to", "$to", query.To?.ToUnixTimeMilliseconds());
        Filter("action = $action", "$action", (int?)query.Action);
        Filter("source = $source", "$source", (int?)query.Source);
        Filter("region_seen = $region", "$region", query.Region);
        Filter("notice = $notice", "$notice", query.Notice);
        Filter("visitor = $visitor", "$visitor", query.Visitor?.ToByteArray());
        if (query.Category is { } category)
        {
            // Versions are numbers that the store assigned, so they can be part of the SQL text.
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $" AND notice IN ({string.Join(',', category.AskedIn)})");
            if (category.Granted is { } granted)
                Filter(granted ? "granted & $bit <> 0" : "granted & $bit = 0", "$bit", unchecked((long)category.Bit));
        }

        if (!BoundByHours(command, sql, query))
            return false;

        sql.Append(" ORDER BY leaf LIMIT $limit");
        p.AddWithValue("$limit", query.Limit ?? -1);
        command.CommandText = sql.ToString();
        return true;

        void Filter(string condition, string name, object? value)
        {
            if (value is null)
                return;

            sql.Append(" AND ").Append(condition);
            p.AddWithValue(name, value);
        }
    }

    /// <summary>Limits the statement to the positions that the index of hours has for the time range. Returns false if no record can be in the range.</summary>
    private static bool BoundByHours(SqliteCommand command, StringBuilder sql, LogQuery query)
    {
        if (query.From is null && query.To is null)
            return true;

        var parameters = new
        {
            query.Site,
            from = query.From is { } f ? RollupCells.HourOf(f) : long.MinValue,
            to = query.To is { } t ? RollupCells.HourOf(t) : long.MaxValue,
            end = query.To?.ToUnixTimeMilliseconds() ?? long.MaxValue,
        };
        var (first, last) = command.Connection!.QuerySingle<(long?, long?)>(
            "SELECT min(first), max(last) FROM log_hour WHERE site = @Site AND hour >= @from AND hour <= @to", parameters, command.Transaction);
        // Uncounted records are not in the index of hours. If the range may include uncounted records, the log is read to its end, where these records are.
        var uncounted = command.Connection!.QuerySingleOrDefault<long?>(
            """
            SELECT min(leaf) FROM consent
            WHERE site = @Site AND leaf >= coalesce((SELECT counted FROM rollup_mark WHERE site = @Site), 0) AND recorded_at < @end
            """, parameters, command.Transaction);
        if (first is null && uncounted is null)
            return false;

        sql.Append(" AND leaf BETWEEN $first AND $last");
        command.Parameters.AddWithValue("$first", first ?? uncounted);
        command.Parameters.AddWithValue("$last", uncounted is null ? last : long.MaxValue);
        return true;
    }

    /// <summary>The members are settable because a constructor would need the column types, and SQLite can't name the type of a sum in an empty result.</summary>
    private sealed class StatsRow
    {
        public long Start { get; init; }
        public string Value { get; init; } = "";
        public long Impressions { get; init; }
        public long Dismissed { get; init; }
        public long Gpc { get; init; }
        public long Decided { get; init; }
        public long Granted { get; init; }
        public long Denied { get; init; }
        public long Withdrawn { get; init; }

        public StatsCell ToCell() => new(Start, Value, Impressions, Dismissed, Gpc, Decided, Granted, Denied, Withdrawn);
    }
}
