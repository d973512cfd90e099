namespace ConsentHub.Http;

/// <summary>Limits the time spent on compression at the highest level: three seconds at once, and then a tenth of the elapsed time.</summary>
/// <remarks>
/// Compression at the highest level takes about 15 ms, ten times as long as storing a choice. Callers can request more combinations of region,
/// language and version than the cache holds, so without this limit they could keep the processor busy. While the budget is used up, a
/// response is compressed at a fast level, at a fiftieth of the cost. A later request for the same response compresses it at the highest level.
/// </remarks>
internal sealed class CompressionBudget(TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(3);
    private const double Share = 0.1;

    private readonly Lock gate = new();
    private TimeSpan left = Most;
    private long countedAt = time.GetTimestamp();

    public bool HasSome
    {
        get
        {
            lock (gate)
            {
                var now = time.GetTimestamp();
                left += time.GetElapsedTime(countedAt, now) * Share;
                left = left < Most ? left : Most;
                countedAt = now;
                return left > TimeSpan.Zero;
            }
        }
    }

    public void Spend(TimeSpan worked)
    {
        lock (gate)
            left -= worked;
    }
}
