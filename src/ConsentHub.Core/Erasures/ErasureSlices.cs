using ConsentHub.Consents;

namespace ConsentHub.Erasures;

/// <summary>Runs an erasure slice by slice. Of all erasures in this process one slice is under way at a time, so that others' choices wait for no more.</summary>
internal sealed class ErasureSlices : IDisposable
{
    /// <summary>Records erased in one transaction: some 20 ms on SQLite.</summary>
    public const int AtOnce = 1000;

    private readonly SemaphoreSlim turn = new(1);
    private int underWay;

    /// <summary>Erasures that were begun here and have not ended.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <param name="first">The first slice; a visitor seldom has more than fit into it.</param>
    /// <param name="next">Any further one.</param>
    /// <param name="goesOn">Called after the first, where more follow.</param>
    public async Task<Erasure> RunAsync(Func<Task<ErasureSlice>> first, Func<Task<ErasureSlice>> next, Action? goesOn = null)
    {
        Interlocked.Increment(ref underWay);
        try
        {
            var removals = new List<Removal>();
            var slice = await first();
            if (slice.More)
                goesOn?.Invoke();

            for (; ; slice = await TakeTurnAsync(next))
            {
                if (slice.Removal is { } removal)
                    removals.Add(removal);
                if (!slice.More)
                    return new Erasure(slice.At, removals);
            }
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    public void Dispose() => turn.Dispose();

    /// <summary>Runs one slice after another; whatever else runs here holds them up.</summary>
    public async Task<T> TakeTurnAsync<T>(Func<Task<T>> slice)
    {
        await turn.WaitAsync();
        try
        {
            return await slice();
        }
        finally
        {
            turn.Release();
        }
    }
}

/// <summary>What one transaction of an erasure did.</summary>
/// <param name="Removal">The entry that names what it removed; null where there was nothing.</param>
/// <param name="More">Whether records are left.</param>
internal readonly record struct ErasureSlice(DateTimeOffset At, Removal? Removal, bool More);

/// <summary>The entry that names removed records, and the seal of their ids.</summary>
internal sealed record RemovedRecords(Removal Removal, ErasedIdsSeal Ids);

/// <summary>An erasure of which records are left.</summary>
internal readonly record struct PendingErasure(int Site, Visitor Visitor);
