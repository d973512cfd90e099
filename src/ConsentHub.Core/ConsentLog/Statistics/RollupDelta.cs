using ConsentHub.Consents;

namespace ConsentHub.ConsentLog.Statistics;

/// <summary>What one event adds to one cell, and what it adds to the counts of removed records.</summary>
internal readonly record struct RollupDelta(long Impressions, long Dismissed, long Gpc, CellCounts Counts, CellCounts Removed)
{
    public static RollupDelta OfRecord(CellCounts counts) => new(0, 0, 0, counts, default);

    public static RollupDelta OfRemoval(CellCounts counts) => new(0, 0, 0, default, counts);

    public static RollupDelta OfShown(ImpressionOutcome outcome) => new(
        outcome == ImpressionOutcome.Shown ? 1 : 0, outcome == ImpressionOutcome.Dismissed ? 1 : 0, outcome == ImpressionOutcome.Gpc ? 1 : 0, default, default);

    public static RollupDelta operator +(RollupDelta a, RollupDelta b) => new(
        a.Impressions + b.Impressions, a.Dismissed + b.Dismissed, a.Gpc + b.Gpc, a.Counts + b.Counts, a.Removed + b.Removed);
}
