using System.Data;
using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>Runs reads and writes on pooled connections, each write in its own transaction. An outage reaches the caller as <see cref="StoreUnavailableException"/>.</summary>
internal sealed class PostgresConnections(PostgresDatabase database)
{
    private const int Attempts = 4;

    /// <summary>Set in each write transaction, so that the settings also apply behind a pooler, where session settings may reach another client.</summary>
    /// <remarks>
    /// The time-outs keep a paused instance from holding the lock of a site's head for ever. The planner settings force plans that look up
    /// each key by an index, because planner statistics may be minutes old or missing.
    /// </remarks>
    public const string WriteSettings = $"{Settings}, set_config('synchronous_commit', 'on', true)";

    /// <summary>The settings for a batch of choices, which waits for the disk after its commit.</summary>
    public const string BatchSettings = $"{Settings}, set_config('synchronous_commit', 'off', true)";

    private const string Settings =
        """
        SELECT set_config('lock_timeout', '5s', true), set_config('statement_timeout', '10s', true),
            set_config('idle_in_transaction_session_timeout', '10s', true), set_config('enable_seqscan', 'off', true),
            set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
        """;

    /// <summary>A connection for a long read.</summary>
    public async Task<NpgsqlConnection> OpenStreamAsync(CancellationToken ct)
    {
        try
        {
            return await database.Streams.OpenConnectionAsync(ct);
        }
        catch (Exception e) when (PostgresErrors.IsOutage(e))
        {
            throw PostgresErrors.Translate(e);
        }
    }

    /// <summary>Reads, and retries up to twice if the connection is dead, as pooled connections are after a server restart.</summary>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(ct);
                return await read(connection);
            }
            catch (Exception e) when (PostgresErrors.IsDeadConnection(e) && attempt < 3)
            {
            }
            catch (Exception e) when (PostgresErrors.IsOutage(e))
            {
                throw PostgresErrors.Translate(e);
            }
        }
    }

    /// <summary>Runs a transaction, and retries it after a transient failure that the server has certainly rolled back.</summary>
    /// <exception cref="StoreUnavailableException">The transaction failed, or it is unknown whether it was committed.</exception>
    public async Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            var committing = false;
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
                await using (var settings = new NpgsqlCommand(WriteSettings, connection))
                    await settings.ExecuteNonQueryAsync();

                var result = await write(connection);
                committing = true;
                await transaction.CommitAsync();
                return result;
            }
            catch (Exception e) when (attempt < Attempts && (PostgresErrors.IsRolledBackByChance(e) || (PostgresErrors.IsDeadConnection(e) && !committing)))
            {
            }
            catch (Exception e) when (PostgresErrors.IsOutage(e))
            {
                throw PostgresErrors.Translate(e);
            }
        }
    }
}
