using System.Collections.Concurrent;
using System.Net;

namespace ConsentHub.Bench.Offer;

/// <summary>Sends at a fixed rate over a set of connections.</summary>
/// <remarks>
/// All choices that are due at a tick are sent in it, each on a connection that waits for no response. If no connection
/// is free, the choice is not offered. A broken connection is not replaced, so that a hub that drops clients is noticed.
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

    /// <summary>Sends for the given time on the calling thread; returns how long that took, and this process's processor time meanwhile.</summary>
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

    /// <summary>Waits for the outstanding responses.</summary>
    public async Task DrainAsync(TimeSpan most, CancellationToken ct)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (free.Count + Volatile.Read(ref lost) < all.Count && TimeProvider.System.GetElapsedTime(begin) < most)
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
    }

    public void Free(OfferConnection connection) => free.Push(connection);

    /// <summary>A connection broke while a choice waited for its response.</summary>
    public void Lost() => Interlocked.Increment(ref lost);

    public void Dispose()
    {
        foreach (var connection in all)
            connection.Dispose();
    }
}
