using System.Collections.Concurrent;
using System.Net;

namespace ConsentHub.Bench.Offer;

/// <summary>Sends at a fixed rate over a set of connections.</summary>
/// <remarks>
/// All choices that are due at a tick leave in it, each on a connection of its own that waits for nothing. Where no connection is free
/// the choice is not offered. A connection that broke is not replaced, so that a hub which drops clients shows as such.
/// </remarks>
internal sealed class OpenLoop(IPEndPoint to, int connections, OfferedChoice choice, OfferTally tally) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly List<OfferConnection> all = new(connections);
    private readonly ConcurrentStack<OfferConnection> free = new();
    private int lost;

    public async Task OpenAsync(CancellationToken ct)
    {
        for (var i = 0; i < connections; i++)
        {
            var connection = new OfferConnection(this, tally);
            all.Add(connection);
            await connection.OpenAsync(to, choice.Length, ct);
            free.Push(connection);
        }
    }

    /// <summary>Sends for as long as asked, on the calling thread; tells how long that was, and the processor time of this process meanwhile.</summary>
    public (TimeSpan Took, TimeSpan Processor) Send(int rate, TimeSpan length)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var begin = TimeProvider.System.GetTimestamp();
        var total = (long)(rate * length.TotalSeconds);
        using var pause = new ManualResetEventSlim();
        for (var next = 0L; next < total;)
        {
            var due = Math.Min((long)(TimeProvider.System.GetElapsedTime(begin).TotalSeconds * rate), total);
            for (; next < due; next++)
            {
                if (free.TryPop(out var connection))
                    connection.Send(choice, begin + (next * TimeProvider.System.TimestampFrequency / rate));
                else
                    tally.NotOffered();
            }

            pause.Wait(Tick);
        }

        return (TimeProvider.System.GetElapsedTime(begin), Environment.CpuUsage.TotalTime - processor);
    }

    /// <summary>Waits for the answers that are still to come.</summary>
    public async Task DrainAsync(TimeSpan most, CancellationToken ct)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (free.Count + Volatile.Read(ref lost) < all.Count && TimeProvider.System.GetElapsedTime(begin) < most)
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
    }

    public void Free(OfferConnection connection) => free.Push(connection);

    /// <summary>A connection broke under a choice.</summary>
    public void Lost() => Interlocked.Increment(ref lost);

    public void Dispose()
    {
        foreach (var connection in all)
            connection.Dispose();
    }
}
