using System.Collections.Concurrent;
using ConsentHub.ApiKeys;

namespace ConsentHub.Access;

/// <summary>Announces when a key in use expires. Each response to an admitted request has a header with that time. During the key's last two weeks the log has a line once a day.</summary>
internal sealed partial class KeyExpiry(TimeProvider time, ILogger<KeyExpiry> log)
{
    /// <summary>Response header with the time at which the key expires.</summary>
    public const string Header = "Key-Expires-At";

    private static readonly TimeSpan WarnedBefore = TimeSpan.FromDays(14);

    /// <summary>For each key, the last UTC day on which its expiry was logged.</summary>
    private readonly ConcurrentDictionary<long, DateOnly> warned = [];

    public void Announce(HttpContext context, ApiKey key)
    {
        if (key.ExpiresAt is not { } expires)
            return;

        context.Response.Headers[Header] = Rfc3339.Of(expires);
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (expires - now > WarnedBefore || (warned.TryGetValue(key.Id, out var last) && last == today))
            return;

        warned[key.Id] = today;
        Log.Expires(log, key.Id, key.Name, expires);
    }

    private static partial class Log
    {
        [LoggerMessage(80, LogLevel.Warning, "API key {Id} ({Name}) is in use and expires at {At:O}.")]
        public static partial void Expires(ILogger logger, long id, string name, DateTimeOffset at);
    }
}
