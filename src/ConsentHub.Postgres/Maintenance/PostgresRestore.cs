using ConsentHub.Postgres.Database;
using ConsentHub.SiteLedger;
using Dapper;

namespace ConsentHub.Postgres.Maintenance;

/// <summary>Renames each log after an older copy was restored. Under the old names, the logs would contradict the checkpoints published since that copy.</summary>
internal static class PostgresRestore
{
    /// <param name="journaled">The highest number of a restore in any journal.</param>
    /// <param name="origins">Names logs that are empty in the copy: the hub may have had entries in them since, under their first name.</param>
    /// <returns>The number of the new names, higher than any number that a log had before.</returns>
    public static Task<int> RenameLogsAsync(PostgresConnections connections, int journaled, LedgerOrigins origins) => connections.WriteAsync(async connection =>
    {
        var generation = Math.Max(journaled, await connection.ExecuteScalarAsync<int>("SELECT coalesce(max(generation), 0) FROM ledger_origin")) + 1;
        foreach (var (site, key) in (await connection.QueryAsync<(int, string)>(LedgerOrigins.Unnamed)).ToList())
            await connection.ExecuteAsync("INSERT INTO ledger_origin (site, generation, origin) VALUES (@site, 0, @origin)", new { site, origin = origins.NewFor(key) });

        await connection.ExecuteAsync(
            "INSERT INTO ledger_origin (site, generation, origin) SELECT site, @generation, origin || '/r' || @generation FROM ledger_origin WHERE generation = 0",
            new { generation });
        return generation;
    });
}
