using System.Collections.Concurrent;

namespace ConsentHub.Bench.Fill;

/// <summary>Tells the times that were planned, one a question. The store asks once for each piece of work, in the order in which it was handed over.</summary>
internal sealed class PlannedClock : TimeProvider
{
    private readonly ConcurrentQueue<DateTimeOffset> planned = new();
    private DateTimeOffset last;

    /// <summary>The time while nothing is planned.</summary>
    public void Set(DateTimeOffset time) => last = time;

    public void Plan(DateTimeOffset time) => planned.Enqueue(time);

    public override DateTimeOffset GetUtcNow()
    {
        if (planned.TryDequeue(out var next))
            last = next;

        return last;
    }
}
