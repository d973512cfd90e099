namespace ConsentHub.Tests.Support;

/// <summary>A clock that a test sets. Timers and time-outs still use real time.</summary>
internal sealed class TestClock : TimeProvider
{
    private long now = new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Read(ref now));

    public void Advance(TimeSpan by) => Interlocked.Add(ref now, (long)by.TotalMilliseconds);

    public void Set(DateTimeOffset to) => Interlocked.Exchange(ref now, to.ToUnixTimeMilliseconds());
}
