namespace ConsentHub.Http;

/// <summary>How much time may go into compressing made answers as small as they get: three seconds at once, then a tenth of the time.</summary>
/// <remarks>
/// The smallest form costs some 15 ms, ten times a choice, and a caller can name more regions, languages and versions than anybody keeps.
/// While the budget is spent an answer is compressed quickly instead, a fiftieth of that, and as small as it gets when it is asked for later.
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
