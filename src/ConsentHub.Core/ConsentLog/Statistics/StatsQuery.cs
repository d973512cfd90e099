using System.Text.Json.Serialization;

namespace ConsentHub.ConsentLog.Statistics;

/// <summary>The dimensions of the rollups. The numbers are stored and never change.</summary>
[JsonConverter(typeof(WireEnum<StatsDimension>))]
internal enum StatsDimension
{
    Notice = 0,
    Category = 1,
    Region = 2,
    Lang = 3,
    Source = 4,
    Action = 5,
}

/// <param name="Site">Number of the site.</param>
/// <param name="By">The stored dimension to read; <see cref="StatsMix.Dimension"/> for the combinations of all dimensions. If null, everything is summed to one value per bucket.</param>
/// <param name="Buckets">In the order of time, without overlaps.</param>
internal sealed record StatsQuery(int Site, StatsDimension? By, IReadOnlyList<StatsSpan> Buckets)
{
    /// <summary>Maximum number of cells; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>The dimension whose cells are summed. Without a breakdown this is the notice, because every record and every impression counts under exactly one notice.</summary>
    public StatsDimension Stored => By ?? StatsDimension.Notice;
}

/// <summary>A range of time in quarters of an hour since 1970, UTC. The offsets of today's time zones are multiples of a quarter of an hour.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
internal readonly record struct StatsSpan(long From, long To);

/// <param name="From">First quarter of an hour of the bucket.</param>
/// <param name="Value">The value of the dimension (categories by number); empty without one.</param>
/// <param name="Second">The value of the second dimension; null without one.</param>
internal sealed record StatsCell(
    long From, string Value, long Impressions, long Dismissed, long Gpc, long Decided, long Granted, long Denied, long Withdrawn, string? Second = null);
