using System.Text.Json.Serialization;
using ConsentHub.Sites;

namespace ConsentHub.Analysis;

/// <param name="From">Start of the range used, a whole UTC hour, inclusive.</param>
/// <param name="To">Its end, exclusive.</param>
/// <param name="Buckets">Only those with data, by start and then value.</param>
/// <param name="Totals">The sum of the buckets; by category it counts decisions on categories.</param>
internal sealed record StatsAnswer(
    string Site, DateTimeOffset From, DateTimeOffset To, StatsInterval Interval, StatsDimension? By,
    IReadOnlyList<StatsBucket> Buckets, StatsBucket Totals)
{
    public static StatsAnswer Of(Site site, StatsRequest request, IReadOnlyList<StatsCell> cells)
    {
        var shown = request.By is not (StatsDimension.Category or StatsDimension.Source);
        var categories = site.Numbers.Categories.ToDictionary(c => RollupCells.Text(c.Value), c => c.Key, StringComparer.Ordinal);
        var buckets = cells
            .Select(cell => StatsBucket.Of(Time(cell.Hour), ValueOf(cell), [cell], shown))
            .OrderBy(b => b.Start)
            // Versions are numbers: 10 comes after 9.
            .ThenBy(b => request.By == StatsDimension.Notice ? b.Value!.Length : 0)
            .ThenBy(b => b.Value, StringComparer.Ordinal);
        return new StatsAnswer(
            site.Key, Time(request.FromHour), Time(request.ToHour), request.Interval, request.By, [.. buckets], StatsBucket.Of(null, null, cells, shown));

        string? ValueOf(StatsCell cell) => request.By switch
        {
            null => null,
            StatsDimension.Category => categories[cell.Value],
            _ => cell.Value,
        };
    }

    private static DateTimeOffset Time(long hour) => DateTimeOffset.UnixEpoch.AddHours(hour);
}

/// <summary>Counts of one bucket, or of all.</summary>
/// <param name="Start">Begin of the bucket; absent in totals. The range may cut the first and the last.</param>
/// <param name="Value">Of the dimension asked for; absent without one.</param>
/// <param name="Impressions">How often the banner was shown; absent by category and by source, where it has no meaning.</param>
/// <param name="Dismissed">How often it was closed without a choice; absent likewise.</param>
/// <param name="Granted">Records that granted at least one optional category; by category, those that granted it.</param>
/// <param name="Withdrawn">Records with the action withdraw or object; by category, those of them that leave it off.</param>
/// <param name="OptInRate">granted ÷ decided; null where nothing was decided.</param>
/// <param name="ResponseRate">decided ÷ impressions; null where there were none or they have no meaning.</param>
internal sealed record StatsBucket(
    DateTimeOffset? Start, string? Value, long? Impressions, long? Dismissed, long Decided, long Granted, long Denied, long Withdrawn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? OptInRate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? ResponseRate)
{
    public static StatsBucket Of(DateTimeOffset? start, string? value, IReadOnlyCollection<StatsCell> cells, bool shown)
    {
        var (impressions, decided, granted) = (cells.Sum(c => c.Impressions), cells.Sum(c => c.Decided), cells.Sum(c => c.Granted));
        return new(
            start, value, shown ? impressions : null, shown ? cells.Sum(c => c.Dismissed) : null,
            decided, granted, cells.Sum(c => c.Denied), cells.Sum(c => c.Withdrawn),
            Rate(granted, decided), shown ? Rate(decided, impressions) : null);
    }

    private static double? Rate(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
