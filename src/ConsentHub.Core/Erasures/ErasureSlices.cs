using ConsentHub.Consents;

namespace ConsentHub.Erasures;

/// <summary>Runs an erasure slice by slice. After their first slices, the erasures of this process take turns, so that other visitors' choices don't wait for several slices in a row.</summary>
internal sealed class ErasureSlices : IDisposable
{
    /// <summary>Records erased in one transaction, which takes about 20 ms on SQLite.</summary>
    public const int AtOnce = 1000;

    private readonly SemaphoreSlim turn = new(1);
    private int underWay;

    /// <summary>Erasures that this process began and has not finished.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <param name="first">The first slice; most visitors' records fit into it.</param>
    /// <param name="next">Each further slice.</param>
    /// <param name="goesOn">Called after the first slice, if more follow.</param>
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

    /// <summary>Waits until no other slice given to this method is running, and then runs this one.</summary>
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

/// <summary>The result of one transaction of an erasure.</summary>
/// <param name="Removal">The entry that names the removed records; null if there were none.</param>
/// <param name="More">Whether records remain.</param>
internal readonly record struct ErasureSlice(DateTimeOffset At, Removal? Removal, bool More);

/// <summary>The entry that names removed records, and the seal of their ids.</summary>
internal sealed record RemovedRecords(Removal Removal, ErasedIdsSeal Ids);

/// <summary>An erasure with records that remain to be erased.</summary>
internal readonly record struct PendingErasure(int Site, Visitor Visitor);
