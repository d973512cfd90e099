using System.Globalization;
using System.Numerics;
using ConsentHub.Consents;

namespace ConsentHub.Analysis;

/// <summary>The key of one rollup cell.</summary>
internal readonly record struct CellKey(int Site, long Hour, StatsDimension Dimension, string Value);

/// <summary>What one record adds to one cell.</summary>
internal readonly record struct CellCounts(long Decided, long Granted, long Denied, long Withdrawn)
{
    public static CellCounts operator +(CellCounts a, CellCounts b) =>
        new(a.Decided + b.Decided, a.Granted + b.Granted, a.Denied + b.Denied, a.Withdrawn + b.Withdrawn);
}

/// <summary>Which cells a record counts in; the one definition that writing, erasing and rebuilding share.</summary>
internal static class RollupCells
{
    public static long HourOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 3_600_000;

    /// <param name="optional">The bits of the record's notice that a visitor decides on.</param>
    public static IEnumerable<(CellKey Key, CellCounts Counts)> Of(int site, ConsentRecord record, ulong optional)
    {
        var hour = HourOf(record.RecordedAt);
        var content = record.Content;
        var withdrawn = content.Action is ConsentAction.Withdraw or ConsentAction.Object;
        var any = (content.Granted & optional) != 0;
        var whole = Counts(any, withdrawn);

        yield return (new(site, hour, StatsDimension.Notice, Text(content.Notice)), whole);
        yield return (new(site, hour, StatsDimension.Region, record.RegionSeen), whole);
        yield return (new(site, hour, StatsDimension.Lang, content.Lang), whole);
        yield return (new(site, hour, StatsDimension.Source, WireWords<ConsentSource>.Of(content.Source)), whole);

        for (var left = optional; left != 0; left &= left - 1)
        {
            var number = BitOperations.TrailingZeroCount(left);
            var granted = (content.Granted & (1UL << number)) != 0;
            yield return (new(site, hour, StatsDimension.Category, Text(number)), Counts(granted, withdrawn && !granted));
        }
    }

    private static CellCounts Counts(bool granted, bool withdrawn) => new(1, granted ? 1 : 0, granted ? 0 : 1, withdrawn ? 1 : 0);

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
