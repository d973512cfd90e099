using System.Globalization;
using System.Text.Json.Serialization;
using ConsentHub.Sites;

namespace ConsentHub.ConsentLog.Statistics;

/// <param name="From">Start of the range used, a whole quarter of an hour, inclusive.</param>
/// <param name="To">End of the range used, exclusive.</param>
/// <param name="TimeZone">The time zone in which the buckets are hours, days, weeks or months.</param>
/// <param name="By">The one or two dimensions of the breakdown, separated by a comma; absent without a breakdown.</param>
/// <param name="Buckets">Every bucket of the range, including buckets without events, ordered by start and then by value.</param>
/// <param name="Totals">The sum of all buckets. In a breakdown by category, a record counts once for each category that it decides.</param>
internal sealed record StatsResponse(
    string Site, DateTimeOffset From, DateTimeOffset To, string TimeZone, StatsInterval Interval, string? By,
    IReadOnlyList<StatsBucket> Buckets, StatsBucket Totals)
{
    /// <summary>The response; null if it would have too many lines.</summary>
    public static StatsResponse? Of(Site site, StatsRequest request, IReadOnlyList<StatsCell> cells)
    {
        var shown = request.By.All(d => StatsMix.HasImpressions(d));
        var names = new StatsValues(site, request.By);
        var values = cells.Select(c => (c.Value, c.Second)).Distinct().OrderBy(v => v, names).ToList();
        // Without a breakdown there is one value, even if nothing happened.
        if (request.By.Count == 0)
            values = [("", null)];
        if ((long)values.Count * request.Buckets.Count > StatsRequest.MaxLines)
            return null;

        var counted = cells.ToDictionary(c => (c.From, c.Value, c.Second));
        var buckets = new List<StatsBucket>(values.Count * request.Buckets.Count);
        foreach (var span in request.Buckets)
        {
            foreach (var (value, second) in values)
            {
                var cell = counted.GetValueOrDefault((span.From, value, second));
                buckets.Add(StatsBucket.Of(cell is null ? [] : [cell], shown) with
                {
                    Start = StatsCalendar.TimeOf(span.From),
                    End = StatsCalendar.TimeOf(span.To),
                    Local = Local(span.From, request.Calendar.Zone),
                    Value = names.First(value),
                    SecondValue = names.Second(second),
                });
            }
        }

        return new StatsResponse(
            site.Key, StatsCalendar.TimeOf(request.Range.From), StatsCalendar.TimeOf(request.Range.To), request.Calendar.Zone.Id, request.Interval,
            request.By.Count == 0 ? null : string.Join(',', request.By.Select(WireNames<StatsDimension>.Of)), buckets, StatsBucket.Of(cells, shown));
    }

    private static string Local(long quarter, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(StatsCalendar.TimeOf(quarter), zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

/// <summary>The counts of one bucket, or of all buckets together.</summary>
/// <param name="Start">Start of the bucket; absent in totals. The range may cut the first and the last bucket.</param>
/// <param name="End">End of the bucket, exclusive; absent in totals. A local day can have 23 or 25 hours.</param>
/// <param name="Local">The start as a clock of the time zone shows it, with the offset.</param>
/// <param name="Value">Value of the first dimension of the breakdown; absent without a breakdown.</param>
/// <param name="SecondValue">Value of the second dimension of the breakdown; absent without a second.</param>
/// <param name="Impressions">How often the banner was shown; absent in a breakdown by category, source or action, where it has no meaning.</param>
/// <param name="Dismissed">How often the banner was closed without a choice; absent if <c>impressions</c> is absent.</param>
/// <param name="Granted">Records that granted at least one optional category. In a breakdown by category: records that granted this category.</param>
/// <param name="Withdrawn">Records with the action withdraw or object. In a breakdown by category: only those that deny this category.</param>
/// <param name="OptInRate">granted ÷ decided; null if nothing was decided.</param>
/// <param name="ResponseRate">decided ÷ impressions; null if <c>impressions</c> is 0 or absent.</param>
internal sealed record StatsBucket(
    DateTimeOffset? Start, DateTimeOffset? End, string? Local, string? Value, string? SecondValue,
    long? Impressions, long? Dismissed, long Decided, long Granted, long Denied, long Withdrawn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? OptInRate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? ResponseRate)
{
    public static StatsBucket Of(IReadOnlyCollection<StatsCell> cells, bool shown)
    {
        var (impressions, decided, granted) = (cells.Sum(c => c.Impressions), cells.Sum(c => c.Decided), cells.Sum(c => c.Granted));
        return new(
            null, null, null, null, null, shown ? impressions : null, shown ? cells.Sum(c => c.Dismissed) : null,
            decided, granted, cells.Sum(c => c.Denied), cells.Sum(c => c.Withdrawn),
            Rate(granted, decided), shown ? Rate(decided, impressions) : null);
    }

    private static double? Rate(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
