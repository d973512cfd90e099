using ConsentHub.Postgres.Database;
using Dapper;

namespace ConsentHub.Postgres.Maintenance;

/// <summary>Renames each log after an older copy was restored. Under the old names, the logs would contradict the checkpoints published since that copy.</summary>
internal static class PostgresRestore
{
    /// <param name="journaled">The highest number of a restore in any journal.</param>
    /// <returns>The number of the new names, higher than any number that a log had before.</returns>
    public static Task<int> RenameLogsAsync(PostgresConnections connections, int journaled) => connections.WriteAsync(async connection =>
    {
        var generation = Math.Max(journaled, await connection.ExecuteScalarAsync<int>("SELECT coalesce(max(generation), 0) FROM ledger_origin")) + 1;
        await connection.ExecuteAsync(
            "INSERT INTO ledger_origin (site, generation, origin) SELECT site, @generation, origin || '/r' || @generation FROM ledger_origin WHERE generation = 0",
            new { generation });
        return generation;
    });
}
