using System.Collections.Concurrent;

namespace ConsentHub.Bench.Fill;

/// <summary>
/// Returns one planned time for each call. The store asks for the time once for each piece of work, in the order in which
/// the work was queued.
/// </summary>
internal sealed class PlannedClock : TimeProvider
{
    private readonly ConcurrentQueue<DateTimeOffset> planned = new();
    private DateTimeOffset last;

    /// <summary>The time when nothing is planned.</summary>
    public void Set(DateTimeOffset time) => last = time;

    public void Plan(DateTimeOffset time) => planned.Enqueue(time);

    public override DateTimeOffset GetUtcNow()
    {
        if (planned.TryDequeue(out var next))
            last = next;

        return last;
    }
}
