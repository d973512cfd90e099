using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using ConsentHub.Stores;
using Dapper;

namespace ConsentHub.Postgres.Maintenance;

/// <summary>About once a second, counts new records into the rollups and creates the next month's partition if it is due.</summary>
/// <remarks>Every instance runs this, and skips work that another instance has begun.</remarks>
internal sealed partial class PostgresMaintenance(PostgresConnections connections, PostgresRollups rollups, PostgresPartitions partitions, TimeProvider time, ILogger<PostgresMaintenance> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (failed, checkedSync) = (false, false);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!checkedSync)
                    checkedSync = await CheckSyncAsync(stoppingToken);

                await partitions.EnsureAsync(time.GetUtcNow());
                while (await rollups.CatchUpAsync(stoppingToken))
                {
                }

                failed = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database may be unavailable for a while. The failure is logged once, and the work is retried each second.
                if (!failed)
                    StoreLog.CountFailed(log, e.Message);

                failed = true;
            }
        }
    }

    /// <summary>Warns of a server with fsync off, which loses acknowledged choices when its machine loses power.</summary>
    private async Task<bool> CheckSyncAsync(CancellationToken ct)
    {
        var setting = await connections.ReadAsync(connection => connection.ExecuteScalarAsync<string>(new CommandDefinition("SHOW fsync", cancellationToken: ct)), ct);
        if (setting != "on")
            Log.NoSync(log);

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Warning, "The PostgreSQL server runs with fsync off: acknowledged choices can be lost when its machine stops. Set fsync = on.")]
        public static partial void NoSync(ILogger logger);
    }
}
