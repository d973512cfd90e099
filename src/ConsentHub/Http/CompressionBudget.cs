namespace ConsentHub.Http;

/// <summary>Limits the time spent on compressing responses at the highest level: three seconds at once, then a tenth of elapsed time.</summary>
/// <remarks>
/// The highest level takes some 15 ms, ten times as long as a choice, and callers can name more regions, languages and versions than the cache holds.
/// While the budget is used up, a response is compressed at a fast level, at a fiftieth of the cost. A later request compresses it at the highest level.
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
