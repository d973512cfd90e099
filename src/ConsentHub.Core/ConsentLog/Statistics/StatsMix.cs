using System.Globalization;
using System.Numerics;
using ConsentHub.Consents;

namespace ConsentHub.ConsentLog.Statistics;

/// <summary>Cells that count each combination of all dimensions, so that statistics can be broken down by any two.</summary>
/// <remarks>
/// The value of a cell is <c>notice|region|lang|source|action|granted|optional</c>, the last two as hex masks of categories by number.
/// Impressions have the first three only.
/// </remarks>
internal static class StatsMix
{
    /// <summary>The dimension under which these cells are stored. No request can name it.</summary>
    public const StatsDimension Dimension = (StatsDimension)6;

    private const int Parts = 7;

    /// <summary>Whether impressions can be broken down by this dimension. A banner is shown before anybody acts, so an impression has no action or source.</summary>
    public static bool HasImpressions(StatsDimension? dimension) => dimension is null or StatsDimension.Notice or StatsDimension.Region or StatsDimension.Lang;

    public static string Of(CountedAs kind, ulong optional) => string.Create(
        CultureInfo.InvariantCulture,
        $"{kind.Notice}|{kind.Region}|{kind.Lang}|{WireNames<ConsentSource>.Of(kind.Source)}|{WireNames<ConsentAction>.Of(kind.Action)}|{kind.Granted:x}|{optional:x}");

    public static string OfShown(int notice, string region, string lang) => string.Create(CultureInfo.InvariantCulture, $"{notice}|{region}|{lang}||||");

    /// <summary>Sums the mixed cells to one cell for each bucket and pair of values of two dimensions.</summary>
    public static IReadOnlyList<StatsCell> Split(IReadOnlyList<StatsCell> mixed, StatsDimension first, StatsDimension second)
    {
        var sums = new Dictionary<(long From, string Value, string Second), StatsCell>();
        foreach (var cell in mixed)
        {
            foreach (var part in Expand(cell, first, second))
            {
                var key = (part.From, part.Value, part.Second!);
                sums[key] = sums.TryGetValue(key, out var sum) ? Add(sum, part) : part;
            }
        }

        return [.. sums.Values];
    }

    private static IEnumerable<StatsCell> Expand(StatsCell cell, StatsDimension first, StatsDimension second)
    {
        var parts = cell.Value.Split('|');
        if (parts.Length != Parts)
            throw new InvalidDataException($"A rollup cell has the value '{cell.Value}'. Run ConsentHub stats rebuild.");

        var shown = HasImpressions(first) && HasImpressions(second);
        // An impression has no source, action or category.
        if (parts[3].Length == 0 && !shown)
            yield break;

        if (first != StatsDimension.Category && second != StatsDimension.Category)
        {
            yield return cell with { Value = Part(parts, first), Second = Part(parts, second) };
            yield break;
        }

        var (granted, optional) = (Mask(parts[5]), Mask(parts[6]));
        for (var left = optional; left != 0; left &= left - 1)
        {
            var number = BitOperations.TrailingZeroCount(left);
            var category = RollupCells.Text(number);
            var grants = (granted & (1UL << number)) != 0;
            var n = cell.Decided;
            yield return new StatsCell(
                cell.From, first == StatsDimension.Category ? category : Part(parts, first), 0, 0, 0,
                n, grants ? n : 0, grants ? 0 : n, grants ? 0 : cell.Withdrawn, second == StatsDimension.Category ? category : Part(parts, second));
        }
    }

    private static string Part(string[] parts, StatsDimension dimension) => dimension switch
    {
        StatsDimension.Notice => parts[0],
        StatsDimension.Region => parts[1],
        StatsDimension.Lang => parts[2],
        StatsDimension.Source => parts[3],
        StatsDimension.Action => parts[4],
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "No part of a mixed cell."),
    };

    private static ulong Mask(string hex) => ulong.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static StatsCell Add(StatsCell a, StatsCell b) => a with
    {
        Impressions = a.Impressions + b.Impressions,
        Dismissed = a.Dismissed + b.Dismissed,
        Gpc = a.Gpc + b.Gpc,
        Decided = a.Decided + b.Decided,
        Granted = a.Granted + b.Granted,
        Denied = a.Denied + b.Denied,
        Withdrawn = a.Withdrawn + b.Withdrawn,
    };
}
