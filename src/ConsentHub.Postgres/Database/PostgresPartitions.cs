using System.Collections.Concurrent;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>The partitions of the consent log, one per UTC month, created before the first record that needs them.</summary>
/// <remarks>
/// This month's and next month's partitions are created together, so that no write waits at midnight. A wrong clock at most creates a partition that nobody needs.
/// Each partition is created as a separate table and then attached, which blocks neither readers nor writers.
/// </remarks>
internal sealed class PostgresPartitions(PostgresConnections connections)
{
    private readonly ConcurrentDictionary<Month, bool> known = new();

    public bool Has(DateTimeOffset at) => known.ContainsKey(Month.Of(at));

    public async Task EnsureAsync(DateTimeOffset at)
    {
        var month = Month.Of(at);
        foreach (var wanted in (Month[])[month, month.Next])
        {
            if (known.ContainsKey(wanted))
                continue;

            await connections.WriteAsync(connection => CreateAsync(connection, wanted));
            known[wanted] = true;
        }
    }

    private static async Task<bool> CreateAsync(NpgsqlConnection connection, Month month)
    {
        await using var exists = connection.Command(
            $"SELECT to_regclass('{month.Table}') IS NOT NULL FROM pg_advisory_xact_lock({AdvisoryLocks.Partitions})");
        if ((bool)(await exists.ExecuteScalarAsync())!)
            return false;

        await using var create = connection.Command(
            $"""
            CREATE TABLE {month.Table} (LIKE consent INCLUDING ALL);
            ALTER TABLE consent ATTACH PARTITION {month.Table} FOR VALUES FROM ({month.Begin.ToUnixTimeMilliseconds()}) TO ({month.Next.Begin.ToUnixTimeMilliseconds()});
            """);
        await create.ExecuteNonQueryAsync();
        return true;
    }

    private readonly record struct Month(int Year, int Number)
    {
        public string Table => $"consent_{Year:0000}_{Number:00}";

        public DateTimeOffset Begin => new(Year, Number, 1, 0, 0, 0, TimeSpan.Zero);

        public Month Next => Number == 12 ? new(Year + 1, 1) : new(Year, Number + 1);

        public static Month Of(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month);
    }
}
