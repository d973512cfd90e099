using System.Globalization;
using System.Numerics;
using ConsentHub.Consents;

namespace ConsentHub.ConsentLog.Statistics;

/// <summary>The key of one rollup cell.</summary>
internal readonly record struct CellKey(int Site, long Quarter, StatsDimension Dimension, string Value);

/// <summary>What records add to one cell.</summary>
internal readonly record struct CellCounts(long Decided, long Granted, long Denied, long Withdrawn)
{
    public static CellCounts operator +(CellCounts a, CellCounts b) =>
        new(a.Decided + b.Decided, a.Granted + b.Granted, a.Denied + b.Denied, a.Withdrawn + b.Withdrawn);
}

/// <summary>The values of a record that statistics use. Records with equal values count in the same cells.</summary>
/// <param name="Quarter">The quarter of an hour of <c>recordedAt</c> (<see cref="RollupCells.QuarterOf"/>).</param>
/// <param name="Region">The region that the server saw.</param>
internal readonly record struct CountedAs(
    long Quarter, int Notice, ulong Granted, string Lang, string Region, ConsentAction Action, ConsentSource Source)
{
    public static CountedAs Of(ConsentRecord record) => new(
        RollupCells.QuarterOf(record.RecordedAt), record.Content.Notice, record.Content.Granted, record.Content.Lang, record.RegionSeen,
        record.Content.Action, record.Content.Source);

    /// <summary>Hours since 1970, UTC.</summary>
    public long Hour => Quarter / 4;
}

/// <summary>Decides in which cells a record is counted. Counting, erasing and rebuilding all use this definition.</summary>
internal static class RollupCells
{
    public static long HourOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 3_600_000;

    /// <summary>Quarters of an hour since 1970, UTC: fine enough for the days of every present-day time zone.</summary>
    public static long QuarterOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 900_000;

    /// <summary>The cells in which one display of a banner counts.</summary>
    public static IEnumerable<CellKey> Of(ImpressionCount shown, DateTimeOffset now)
    {
        var quarter = QuarterOf(now);
        yield return new(shown.Site, quarter, StatsDimension.Notice, Text(shown.Notice));
        yield return new(shown.Site, quarter, StatsDimension.Region, shown.Region);
        yield return new(shown.Site, quarter, StatsDimension.Lang, shown.Lang);
        yield return new(shown.Site, quarter, StatsMix.Dimension, StatsMix.OfShown(shown.Notice, shown.Region, shown.Lang));
    }

    /// <param name="optional">The bits of the optional categories in the records' notice.</param>
    /// <param name="records">Number of records with these values.</param>
    public static IEnumerable<(CellKey Key, CellCounts Counts)> Of(int site, CountedAs kind, ulong optional, long records = 1)
    {
        var quarter = kind.Quarter;
        var withdrawn = kind.Action is ConsentAction.Withdraw or ConsentAction.Object;
        var whole = Counts(records, (kind.Granted & optional) != 0, withdrawn);

        yield return (new(site, quarter, StatsDimension.Notice, Text(kind.Notice)), whole);
        yield return (new(site, quarter, StatsDimension.Region, kind.Region), whole);
        yield return (new(site, quarter, StatsDimension.Lang, kind.Lang), whole);
        yield return (new(site, quarter, StatsDimension.Source, WireNames<ConsentSource>.Of(kind.Source)), whole);
        yield return (new(site, quarter, StatsDimension.Action, WireNames<ConsentAction>.Of(kind.Action)), whole);
        yield return (new(site, quarter, StatsMix.Dimension, StatsMix.Of(kind, optional)), whole);

        for (var left = optional; left != 0; left &= left - 1)
        {
            var number = BitOperations.TrailingZeroCount(left);
            var granted = (kind.Granted & (1UL << number)) != 0;
            yield return (new(site, quarter, StatsDimension.Category, Text(number)), Counts(records, granted, withdrawn && !granted));
        }
    }

    private static CellCounts Counts(long n, bool granted, bool withdrawn) => new(n, granted ? n : 0, granted ? 0 : n, withdrawn ? n : 0);

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
