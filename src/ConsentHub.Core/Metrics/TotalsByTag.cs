using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace ConsentHub.Metrics;

/// <summary>A counter that keeps one total for each set of tags, and reports them on collection.</summary>
/// <typeparam name="TKey">The tag values. They must come from a fixed set, because each new one is kept for the life of the process.</typeparam>
internal sealed class TotalsByTag<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, StrongBox<long>> totals = new();

    public TotalsByTag(Meter meter, string name, string unit, string description, Func<TKey, KeyValuePair<string, object?>[]> tags) =>
        meter.CreateObservableCounter(name, () => totals.Select(t => new Measurement<long>(Volatile.Read(ref t.Value.Value), tags(t.Key))), unit, description);

    public void Add(TKey key, long count = 1) => Interlocked.Add(ref totals.GetOrAdd(key, static _ => new StrongBox<long>()).Value, count);
}
