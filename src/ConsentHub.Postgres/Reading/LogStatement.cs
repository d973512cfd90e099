using System.Globalization;
using System.Text;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Reading;

/// <summary>Builds the SQL statement of a log query.</summary>
internal static class LogStatement
{
    /// <summary>Builds the statement; null if it could select no row.</summary>
    public static async Task<NpgsqlCommand?> BuildAsync(NpgsqlConnection connection, LogQuery query, string columns, CancellationToken ct)
    {
        var command = new NpgsqlCommand { Connection = connection, CommandTimeout = 0 };
        var sql = new StringBuilder($"SELECT {columns} FROM consent c WHERE site = $1");
        command.Parameters.Add(Parameters.Of(query.Site));
        Long("leaf > $", query.After);
        // With these bounds PostgreSQL skips the partitions of other months.
        Long("recorded_at >= $", query.From?.ToUnixTimeMilliseconds());
        Long("recorded_at < $", query.To?.ToUnixTimeMilliseconds());
        Int("action = $", (int?)query.Action);
        Int("source = $", (int?)query.Source);
        Filter("region_seen = $", query.Region is { } region ? Parameters.Of(region) : null);
        Int("notice = $", query.Notice);
        Filter("visitor = $", query.Visitor is { } visitor ? Parameters.Of(PostgresRow.Of(visitor)) : null);
        if (query.Category is { } category)
        {
            Filter("notice = ANY($)", Parameters.Of((int[])[.. category.AskedIn]));
            if (category.Granted is { } granted)
                Filter(granted ? "granted & $ <> 0" : "granted & $ = 0", Parameters.Of(unchecked((long)category.Bit)));
        }

        if (query.From is not null || query.To is not null)
        {
            if (await BoundsAsync(connection, query, ct) is not { } bounds)
                return null;

            Long("leaf >= $", bounds.First);
            Long("leaf <= $", bounds.Last);
        }

        // For one visitor, reads the visitor index and then sorts, instead of scanning the log in order until enough rows are found.
        sql.Append(query.Visitor is null ? " ORDER BY leaf" : " ORDER BY leaf + 0");
        if (query.Limit is { } limit)
            sql.Append(CultureInfo.InvariantCulture, $" LIMIT {limit}");

        command.CommandText = sql.ToString();
        return command;

        void Long(string condition, long? value) => Filter(condition, value is { } given ? Parameters.Of(given) : null);

        void Int(string condition, int? value) => Filter(condition, value is { } given ? Parameters.Of(given) : null);

        void Filter(string condition, NpgsqlParameter? parameter)
        {
            if (parameter is null)
                return;

            command.Parameters.Add(parameter);
            var place = "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
            sql.Append(" AND ").Append(condition.Replace("$", place, StringComparison.Ordinal));
        }
    }

    /// <summary>The positions where a record of the time range can be, from the index of hours and from the records that this index does not have yet. Null if there are none.</summary>
    private static async Task<(long First, long Last)?> BoundsAsync(NpgsqlConnection connection, LogQuery query, CancellationToken ct)
    {
        await using var command = connection.Command(
            """
            WITH hours AS (SELECT min(first) AS first, max(last) AS last FROM log_hour WHERE site = $1 AND hour >= $2 AND hour <= $3),
            rest AS (
                SELECT min(counted) AS first, max(next_leaf) - 1 AS last FROM rollup_mark JOIN site ON number = site WHERE site = $1 AND counted < next_leaf)
            SELECT least(hours.first, rest.first), greatest(hours.last, rest.last) FROM hours, rest
            """,
            Parameters.Of(query.Site),
            Parameters.Of(query.From is { } from ? RollupCells.HourOf(from) : long.MinValue),
            Parameters.Of(query.To is { } to ? RollupCells.HourOf(to) : long.MaxValue));
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return row.IsDBNull(0) ? null : (row.GetInt64(0), row.GetInt64(1));
    }
}
