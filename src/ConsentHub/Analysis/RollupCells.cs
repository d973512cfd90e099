using System.Globalization;
using System.Numerics;
using ConsentHub.Consents;

namespace ConsentHub.Analysis;

/// <summary>The key of one rollup cell.</summary>
internal readonly record struct CellKey(int Site, long Hour, StatsDimension Dimension, string Value);

/// <summary>What records add to one cell.</summary>
internal readonly record struct CellCounts(long Decided, long Granted, long Denied, long Withdrawn)
{
    public static CellCounts operator +(CellCounts a, CellCounts b) =>
        new(a.Decided + b.Decided, a.Granted + b.Granted, a.Denied + b.Denied, a.Withdrawn + b.Withdrawn);
}

/// <summary>Everything about a record that statistics look at: records that are equal in it count in the same cells.</summary>
/// <param name="Hour">Of <c>recordedAt</c> (<see cref="RollupCells.HourOf"/>).</param>
/// <param name="Region">The region that the server saw.</param>
internal readonly record struct CountedAs(
    long Hour, int Notice, ulong Granted, string Lang, string Region, ConsentAction Action, ConsentSource Source)
{
    public static CountedAs Of(ConsentRecord record) => new(
        RollupCells.HourOf(record.RecordedAt), record.Content.Notice, record.Content.Granted, record.Content.Lang, record.RegionSeen,
        record.Content.Action, record.Content.Source);
}

/// <summary>Which cells a record counts in; the one definition that counting, erasing and rebuilding share.</summary>
internal static class RollupCells
{
    public static long HourOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 3_600_000;

    /// <param name="optional">The bits of the records' notice that a visitor decides on.</param>
    /// <param name="records">How many such records there are.</param>
    public static IEnumerable<(CellKey Key, CellCounts Counts)> Of(int site, CountedAs kind, ulong optional, long records = 1)
    {
        var hour = kind.Hour;
        var withdrawn = kind.Action is ConsentAction.Withdraw or ConsentAction.Object;
        var whole = Counts(records, (kind.Granted & optional) != 0, withdrawn);

        yield return (new(site, hour, StatsDimension.Notice, Text(kind.Notice)), whole);
        yield return (new(site, hour, StatsDimension.Region, kind.Region), whole);
        yield return (new(site, hour, StatsDimension.Lang, kind.Lang), whole);
        yield return (new(site, hour, StatsDimension.Source, WireWords<ConsentSource>.Of(kind.Source)), whole);

        for (var left = optional; left != 0; left &= left - 1)
        {
            var number = BitOperations.TrailingZeroCount(left);
            var granted = (kind.Granted & (1UL << number)) != 0;
            yield return (new(site, hour, StatsDimension.Category, Text(number)), Counts(records, granted, withdrawn && !granted));
        }
    }

    private static CellCounts Counts(long n, bool granted, bool withdrawn) => new(n, granted ? n : 0, granted ? 0 : n, withdrawn ? n : 0);

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
