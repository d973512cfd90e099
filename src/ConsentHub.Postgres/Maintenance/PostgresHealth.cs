using ConsentHub.Postgres.Writing;
using ConsentHub.Stores;

namespace ConsentHub.Postgres.Maintenance;

/// <summary>Proves by a real write through the writer that choices can be stored.</summary>
internal sealed class PostgresHealth(PostgresWriter writer, TimeProvider time) : IStoreHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<string?> CheckAsync(CancellationToken ct)
    {
        try
        {
            await writer.ProbeAsync().WaitAsync(Patience, time, ct);
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
