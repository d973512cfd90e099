using System.Collections.Concurrent;

namespace ConsentHub.Limits;

/// <summary>Counts the requests of each client in this process.</summary>
/// <remarks>
/// Uses GCRA, a leaky bucket that keeps one number per client: the time at which the client's quota will be full again. A client can use
/// its quota at once, and regains it evenly. A client with a full quota is equal to a new client, so removing it changes nothing.
/// </remarks>
internal sealed class LocalLimit : IDisposable
{
    /// <summary>Maximum number of clients in memory. They take about 10 MB.</summary>
    public const int MaxClients = 100_000;

    private readonly ConcurrentDictionary<UInt128, Client> clients = new();
    private readonly TimeProvider time;
    private readonly long window, interval;
    private readonly ITimer forgetting;
    private int remembered;

    /// <param name="limit">Requests a minute for each client; 0 means no limit.</param>
    public LocalLimit(int limit, TimeProvider time)
    {
        this.time = time;
        window = 60 * time.TimestampFrequency;
        interval = window / Math.Max(1, limit);
        var minute = limit == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(1);
        forgetting = time.CreateTimer(_ => Forget(), null, minute, minute);
    }

    /// <summary>Number of clients in memory.</summary>
    public int Remembered => Volatile.Read(ref remembered);

    public RateLimitLease Take(UInt128 name)
    {
        if (!clients.TryGetValue(name, out var client))
            client = Remember(name);

        var now = time.GetTimestamp();
        while (true)
        {
            var seen = Volatile.Read(ref client.WholeAgain);
            var next = Math.Max(seen, now) + interval;
            if (next - now > window)
                return new RateLimitLease(0, TimeSpan.FromSeconds((double)(next - now - window) / time.TimestampFrequency));

            if (Interlocked.CompareExchange(ref client.WholeAgain, next, seen) == seen)
                return new RateLimitLease((int)((window - (next - now)) / interval), TimeSpan.Zero);
        }
    }

    public void Dispose() => forgetting.Dispose();

    /// <summary>Removes the clients whose quota is full again.</summary>
    public void Forget()
    {
        var now = time.GetTimestamp();
        foreach (var client in clients)
        {
            if (Volatile.Read(ref client.Value.WholeAgain) <= now)
                clients.TryRemove(client);
        }

        Volatile.Write(ref remembered, clients.Count);
    }

    private Client Remember(UInt128 name)
    {
        if (Remembered >= MaxClients)
            MakeRoom();

        var fresh = new Client();
        var client = clients.GetOrAdd(name, fresh);
        if (client == fresh)
            Interlocked.Increment(ref remembered);

        return client;
    }

    /// <summary>Removes the clients whose quota is full again; if at least half of the maximum remain, removes all clients.</summary>
    /// <remarks>So many clients in one minute mean a distributed attack. Resetting all counts is better than using more memory or refusing every new client.</remarks>
    private void MakeRoom()
    {
        lock (clients)
        {
            if (Remembered < MaxClients)
                return;

            Forget();
            if (Remembered < MaxClients / 2)
                return;

            clients.Clear();
            Volatile.Write(ref remembered, 0);
        }
    }

    private sealed class Client
    {
        public long WholeAgain;
    }
}
