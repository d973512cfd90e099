using ConsentHub.Stores;

namespace ConsentHub.Health;

/// <summary>Whether choices can be stored, proved by one synced write at a time and at most one a second, however often it is asked.</summary>
/// <remarks>Anybody may ask for <c>/health/ready</c>, and each proof goes through the writer of the choices. A failure is not kept: the next caller has it proved again.</remarks>
/// <param name="monotonic">Not the hub's own clock, which a test may stop.</param>
internal sealed class ReadyCheck(IStoreHealth store, TimeProvider monotonic)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<string?>? running;
    private long? provenAt;

    /// <summary>Why nothing can be stored; null while all is well.</summary>
    public Task<string?> FaultAsync(CancellationToken ct)
    {
        lock (gate)
        {
            if (provenAt is { } at && monotonic.GetElapsedTime(at) < Kept)
                return Task.FromResult<string?>(null);

            running ??= Task.Run(ProveAsync, CancellationToken.None);
            return running.WaitAsync(ct);
        }
    }

    private async Task<string?> ProveAsync()
    {
        string? fault = "The check did not end.";
        try
        {
            // Not the caller's token: others wait for the same proof, and the store bounds its time.
            return fault = await store.CheckAsync(CancellationToken.None);
        }
        finally
        {
            lock (gate)
            {
                provenAt = fault is null ? monotonic.GetTimestamp() : null;
                running = null;
            }
        }
    }
}
