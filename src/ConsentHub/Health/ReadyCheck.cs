using ConsentHub.Stores;

namespace ConsentHub.Health;

/// <summary>Checks with a synced write whether choices can be stored. Concurrent callers share one write. After a success, no other write is made for one second.</summary>
/// <remarks>The writes are limited because anybody may call <c>/health/ready</c>, and each check uses the same writer as the choices. A failure is not cached: the next call checks again.</remarks>
/// <param name="monotonic">A clock other than the hub's, because a test may stop the hub's clock.</param>
internal sealed class ReadyCheck(IStoreHealth store, TimeProvider monotonic)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<string?>? running;
    private long? provenAt;

    /// <summary>Why no choice can be stored; null if the store works.</summary>
    public Task<string?> FindErrorAsync(CancellationToken ct)
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
        string? error = "The check did not end.";
        try
        {
            // Not the caller's token: other callers wait for the same check, and the store limits its time.
            return error = await store.CheckAsync(CancellationToken.None);
        }
        finally
        {
            lock (gate)
            {
                provenAt = error is null ? monotonic.GetTimestamp() : null;
                running = null;
            }
        }
    }
}
