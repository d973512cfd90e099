using System.Collections.Concurrent;

namespace ConsentHub.Access;

/// <summary>Picks the requests of which each key leaves one a UTC day in the audit trail of each instance.</summary>
/// <remarks>
/// A site's server asks for a decision before each thing that it does. An entry for each would be a sealed write for a read, and the
/// trail would hold nothing else. One entry a day still says that the key is in use, so nobody revokes it as unused. What the key
/// may read stays the same, and refused callers are counted as for every other call (<see cref="RefusedAttempts"/>).
/// </remarks>
internal sealed class FirstOfDay(TimeProvider time)
{
    private readonly ConcurrentDictionary<long, DateOnly> days = [];

    /// <summary>True for one request of a key a day: this request has to write the entry.</summary>
    public bool Claim(long key)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return days.TryGetValue(key, out var last) ? last != today && days.TryUpdate(key, today, last) : days.TryAdd(key, today);
    }

    /// <summary>Gives a claim back, because its entry could not be written.</summary>
    public void Release(long key) => days.TryRemove(key, out _);
}
