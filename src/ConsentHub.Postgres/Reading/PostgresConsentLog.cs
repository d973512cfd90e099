using System.Data;
using System.Runtime.CompilerServices;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Maintenance;
using ConsentHub.Postgres.Writing;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres.Reading;

/// <summary>The consent log in PostgreSQL: reads in the order of the primary key, statistics from the rollups.</summary>
internal sealed class PostgresConsentLog(PostgresConnections connections, PostgresRollups rollups) : IConsentLog
{
    public async IAsyncEnumerable<ConsentRecord> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await connections.OpenStreamAsync(ct);
        // Hours and records are read from one snapshot, however long a page or an export takes.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        if (await LogStatement.BuildAsync(connection, query, PostgresRow.Columns, ct) is not { } command)
            yield break;

        await foreach (var record in PostgresStream.ReadAsync(command, PostgresRow.Read, ct))
            yield return record;
    }

    public Task<long> LogSizeAsync(int site, CancellationToken ct) => connections.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT next_leaf FROM site WHERE number = @site", new { site }, cancellationToken: ct)), ct);

    public async Task<IReadOnlyList<StatsCell>> StatsAsync(StatsQuery query, CancellationToken ct)
    {
        await rollups.CatchUpAsync(query.Site);
        return await connections.ReadAsync(async connection =>
        {
            await using var command = connection.Command(
                StatsSql,
                Parameters.Of(query.Site),
                Parameters.Of((int)query.Stored),
                Parameters.Of([.. query.Buckets.Select(b => b.From)]), Parameters.Of([.. query.Buckets.Select(b => b.To)]),
                Parameters.Of(query.By is null ? 0 : 1), Parameters.Of((long)(query.Limit ?? int.MaxValue)));
            var cells = new List<StatsCell>();
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
                cells.Add(ReadCell(row));

            return (IReadOnlyList<StatsCell>)cells;
        }, ct);
    }

    private const string StatsSql =
        """
        SELECT b.start, CASE $5 WHEN 1 THEN r.value ELSE '' END COLLATE "C",
            sum(impressions)::bigint, sum(dismissed)::bigint, sum(gpc)::bigint,
            sum(decided)::bigint, sum(granted)::bigint, sum(denied)::bigint, sum(withdrawn)::bigint
        FROM unnest($3, $4) AS b (start, stop)
        JOIN rollup r ON r.site = $1 AND r.dimension = $2 AND r.quarter >= b.start AND r.quarter < b.stop
        GROUP BY 1, 2
        ORDER BY 1, 2
        LIMIT $6
        """;

    public Task<RebuiltCounts> RebuildRollupsAsync(int site, IProgress<long>? progress, CancellationToken ct) =>
        new PostgresRollupRebuild(connections, rollups, site).RunAsync(progress, ct);

    private static StatsCell ReadCell(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8));
}
