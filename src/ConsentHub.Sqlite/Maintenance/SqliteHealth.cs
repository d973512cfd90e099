using ConsentHub.Sqlite.Writing;
using ConsentHub.Stores;
using Dapper;

namespace ConsentHub.Sqlite.Maintenance;

/// <summary>Proves by a real write through the writer that choices can be stored.</summary>
internal sealed class SqliteHealth(SqliteWriter writer, TimeProvider time) : IStoreHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<string?> CheckAsync(CancellationToken ct)
    {
        try
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            await writer.RunAsync(session => session.Connection.Execute(
                "INSERT INTO health (one, at) VALUES (1, @now) ON CONFLICT (one) DO UPDATE SET at = excluded.at", new { now }, session.Transaction))
                .WaitAsync(Patience, time, ct);
            return null;
        }
        catch (StoreBusyException)
        {
            return "The queue of writes is full.";
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
        catch (TimeoutException)
        {
            return $"A write took longer than {Patience.TotalSeconds} seconds.";
        }
    }
}
