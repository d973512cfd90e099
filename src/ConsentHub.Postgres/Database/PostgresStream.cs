using System.Runtime.CompilerServices;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>Streams the rows of long reads in constant memory.</summary>
internal static class PostgresStream
{
    /// <summary>Runs a command and disposes of it.</summary>
    public static async IAsyncEnumerable<T> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken ct)
    {
        await using (command)
        {
            // A slow reader is no error: rows may wait in the socket for any time.
            command.CommandTimeout = 0;
            var row = await command.ExecuteReaderAsync(ct);
            var ended = false;
            try
            {
                while (await NextAsync(row, ct))
                    yield return read(row);

                ended = true;
            }
            finally
            {
                await CloseAsync(command, row, ended);
            }
        }
    }

    private static async Task<bool> NextAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        try
        {
            return await row.ReadAsync(ct);
        }
        catch (NpgsqlException e) when (PostgresErrors.IsOutage(e))
        {
            throw PostgresErrors.Translate(e);
        }
    }

    private static async Task CloseAsync(NpgsqlCommand command, NpgsqlDataReader row, bool ended)
    {
        // Without this, a reader that stops early would wait until the rest of the log is read and discarded.
        if (!ended)
            command.Cancel();

        try
        {
            await row.DisposeAsync();
        }
        catch (NpgsqlException) when (!ended)
        {
        }
    }
}
