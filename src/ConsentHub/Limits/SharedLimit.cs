using System.Buffers.Binary;
using ConsentHub.Redis;
using ConsentHub.Settings;
using StackExchange.Redis;

namespace ConsentHub.Limits;

/// <summary>Counts the writes of each client in Redis, for all instances together.</summary>
/// <remarks>
/// Uses the same algorithm as <see cref="LocalLimit"/>, in one script that reads Redis's own clock. A Redis key contains the client's hash of the day,
/// and expires as soon as the client's quota is full again.
/// </remarks>
internal sealed class SharedLimit(HubSettings settings, RedisConnection redis)
{
    /// <summary>The longest time that a write waits for Redis. A healthy Redis responds sooner.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns the number of remaining writes; if this write is refused, the microseconds to wait, as a negative number.</summary>
    private const string Script =
        """
        local window, interval = 60000000, tonumber(ARGV[1])
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local seen = tonumber(redis.call('GET', KEYS[1]) or 0)
        local ahead = math.max(seen, now) + interval - now
        if ahead > window then return window - ahead end
        redis.call('SET', KEYS[1], string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000))
        return math.floor((window - ahead) / interval)
        """;

    private static readonly byte[] Prefix = [.. "consenthub:limit:"u8];
    private readonly RedisValue[] arguments = [60_000_000L / Math.Max(1, settings.RateLimit)];

    /// <summary>Whether Redis is connected.</summary>
    public bool IsConnected => redis.Database is not null;

    /// <summary>Takes one write from the client's quota; null if Redis did not respond in time or could not count.</summary>
    public async ValueTask<RateLimitLease?> TakeAsync(UInt128 client)
    {
        if (redis.Database is not { } database)
            return null;

        try
        {
            // The continuation must not run on the thread on which the Redis client dispatches all responses, one after the other.
            var left = (long)await database.ScriptEvaluateAsync(Script, [Key(client)], arguments)
                .WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return left >= 0 ? new RateLimitLease((int)left, TimeSpan.Zero) : new RateLimitLease(0, TimeSpan.FromMicroseconds(-left));
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            redis.Suspend();
            return null;
        }
    }

    private static RedisKey Key(UInt128 client)
    {
        var key = new byte[Prefix.Length + 16];
        Prefix.CopyTo(key, 0);
        BinaryPrimitives.WriteUInt128BigEndian(key.AsSpan(Prefix.Length), client);
        return key;
    }
}
