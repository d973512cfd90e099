using System.Collections.Concurrent;
using ConsentHub.ApiKeys;

namespace ConsentHub.Access;

/// <summary>Announces the expiry of keys in use: in the response to each admitted request, and in the log once a day during the last two weeks.</summary>
internal sealed partial class KeyExpiry(TimeProvider time, ILogger<KeyExpiry> log)
{
    /// <summary>Header with the key's expiry.</summary>
    public const string Header = "Key-Expires-At";

    private static readonly TimeSpan WarnedBefore = TimeSpan.FromDays(14);

    /// <summary>The last UTC day on which each key's coming expiry was logged.</summary>
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
