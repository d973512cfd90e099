using System.Text.Json.Serialization;

namespace ConsentHub.Analysis;

/// <summary>What the rollups are kept by. The numbers are stored; they never change.</summary>
[JsonConverter(typeof(WireEnum<StatsDimension>))]
internal enum StatsDimension
{
    Notice = 0,
    Category = 1,
    Region = 2,
    Lang = 3,
    Source = 4,
}

/// <param name="Site">Number of the site.</param>
/// <param name="By">The dimension to break down by; null sums everything to one value a bucket.</param>
/// <param name="FromHour">First hour since 1970, UTC, inclusive.</param>
/// <param name="ToHour">Last hour, exclusive.</param>
/// <param name="Bucket">Length of a bucket in hours.</param>
/// <param name="Origin">An hour at which a bucket begins, so that weeks can begin on Mondays.</param>
internal sealed record StatsQuery(int Site, StatsDimension? By, long FromHour, long ToHour, int Bucket, long Origin)
{
    /// <summary>At most so many cells; null for all.</summary>
    public int? Limit { get; init; }
}

/// <param name="Hour">First hour of the bucket since 1970.</param>
/// <param name="Value">The value of the dimension (categories by number); empty without one.</param>
internal sealed record StatsCell(
    long Hour, string Value, long Impressions, long Dismissed, long Gpc, long Decided, long Granted, long Denied, long Withdrawn);
