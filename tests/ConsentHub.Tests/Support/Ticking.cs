namespace ConsentHub.Tests.Support;

/// <summary>A monotonic clock that a test advances.</summary>
internal sealed class Ticking : TimeProvider
{
    private long now = 1_000_000;

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => Interlocked.Read(ref now);

    public void Advance(TimeSpan by) => Interlocked.Add(ref now, (long)by.TotalMicroseconds);
}
