using ConsentHub.Postgres.Database;
using Dapper;

namespace ConsentHub.Postgres.Maintenance;

/// <summary>After an older copy was put back: checkpoints handed out since would contradict the logs, so each goes on under a new name.</summary>
internal static class PostgresRestore
{
    /// <param name="journaled">The highest number of a name that a journal knows.</param>
    /// <returns>The number of the new names, higher than any that a log had before.</returns>
    public static Task<int> RenameLogsAsync(PostgresConnections connections, int journaled) => connections.WriteAsync(async connection =>
    {
        var generation = Math.Max(journaled, await connection.ExecuteScalarAsync<int>("SELECT coalesce(max(generation), 0) FROM ledger_origin")) + 1;
        await connection.ExecuteAsync(
            "INSERT INTO ledger_origin (site, generation, origin) SELECT site, @generation, origin || '/r' || @generation FROM ledger_origin WHERE generation = 0",
            new { generation });
        return generation;
    });
}
