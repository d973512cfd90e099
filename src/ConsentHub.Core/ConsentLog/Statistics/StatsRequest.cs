using System.Globalization;
using System.Text.RegularExpressions;

namespace ConsentHub.ConsentLog.Statistics;

/// <summary>The statistics that a caller requests.</summary>
/// <param name="Range">In whole quarters of an hour.</param>
/// <param name="By">The dimensions of the breakdown: none, one or two.</param>
/// <param name="Buckets">The buckets that overlap the range, cut to it.</param>
internal sealed partial record StatsRequest(
    StatsSpan Range, StatsInterval Interval, IReadOnlyList<StatsDimension> By, StatsCalendar Calendar, IReadOnlyList<StatsSpan> Buckets, StatsFormat Format)
{
    /// <summary>The most buckets that a range may touch.</summary>
    public const int MaxBuckets = 10_000;

    /// <summary>The most lines of a response: buckets times values.</summary>
    public const int MaxLines = 50_000;

    public static readonly IReadOnlyList<string> Names = ["from", "to", "interval", "by", "timeZone", "format"];

    /// <summary>The most stored cells that a breakdown by two dimensions reads.</summary>
    private const int MaxMixed = 500_000;

    private const int DefaultDays = 30;
    private const string Time = "must be a date such as 2026-03-01, or a time in RFC 3339 such as 2026-03-01T08:00:00Z (in a URL, write + as %2B)";
    private const string Zone = "must be an IANA time zone that this machine knows, such as Europe/Berlin";

    /// <summary>The request, or null with the parameters' errors.</summary>
    public static StatsRequest? Read(StrictParameters given, DateTimeOffset now)
    {
        var zone = ReadZone(given);
        var calendar = new StatsCalendar(zone);
        var from = ReadTime(given, "from", calendar);
        var to = ReadTime(given, "to", calendar);
        var interval = given.Read<StatsInterval>("interval", WireNames<StatsInterval>.TryParse, $"must be one of {WireNames<StatsInterval>.All}") ?? StatsInterval.Day;
        var by = ReadBy(given);
        var format = given.Read<StatsFormat>("format", WireNames<StatsFormat>.TryParse, $"must be one of {WireNames<StatsFormat>.All}") ?? StatsFormat.Json;
        if (given.Errors.Any || RangeOf(given, from, to, now) is not { } range)
            return null;

        try
        {
            if (calendar.Buckets(range, interval, MaxBuckets) is { } buckets)
                return new StatsRequest(range, interval, by, calendar, buckets, format);

            given.Refuse("interval", $"would give more than the maximum of {MaxBuckets} buckets; use a longer interval or a shorter range");
        }
        catch (UnevenOffsetException)
        {
            given.Refuse("timeZone", "had an offset in this range that is not a multiple of 15 minutes, the resolution of the statistics; request a later range or UTC");
        }

        return null;
    }

    /// <summary>The request as text for the audit trail.</summary>
    public static string Summary(StrictParameters given)
    {
        var words = Names.Where(name => given[name] is not null).Select(name => $"{name}={given[name]}").ToList();
        return words.Count == 0 ? "the last days" : string.Join(", ", words);
    }

    public StatsQuery ToQuery(int site) => By.Count switch
    {
        0 => new StatsQuery(site, null, Buckets),
        1 => new StatsQuery(site, By[0], Buckets) { Limit = MaxLines + 1 },
        _ => new StatsQuery(site, StatsMix.Dimension, Buckets) { Limit = MaxMixed + 1 },
    };

    /// <summary>The requested cells; null if they are too many.</summary>
    public IReadOnlyList<StatsCell>? Cells(IReadOnlyList<StatsCell> stored)
    {
        if (By.Count < 2)
            return stored.Count > MaxLines ? null : stored;

        return stored.Count > MaxMixed ? null : StatsMix.Split(stored, By[0], By[1]);
    }

    /// <summary>The error if the number of buckets is within the limit, but the buckets have too many values.</summary>
    public static FieldErrors TooMany() =>
        FieldErrors.Of("by", $"gives more than {MaxLines} lines, one for each bucket and value; ask for longer buckets, a shorter range or another breakdown");

    private static StatsSpan? RangeOf(StrictParameters given, DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now)
    {
        // A range without an end includes the current quarter of an hour, so that a choice recorded just now is counted.
        var end = to is { } last ? Ceiling(last) : StatsCalendar.QuarterFloor(now) + 1;
        var start = from is { } first
            ? StatsCalendar.QuarterFloor(first)
            : Math.Max(end - (DefaultDays * 24 * 4), StatsCalendar.QuarterFloor(DateTimeOffset.MinValue));
        if (from is not null && to is not null ? from < to : start < end)
            return new StatsSpan(start, end);

        given.Refuse(to is null ? "from" : "to", to is null ? "must be in the past" : "must be later than from");
        return null;
    }

    /// <summary>A plain date is midnight in the requested time zone.</summary>
    private static DateTimeOffset? ReadTime(StrictParameters given, string name, StatsCalendar calendar) =>
        DateOnly.TryParseExact(given[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? calendar.StartOf(date)
            : given.Read<DateTimeOffset>(name, Rfc3339.TryParse, Time);

    private static TimeZoneInfo ReadZone(StrictParameters given)
    {
        if (given["timeZone"] is not { } id)
            return TimeZoneInfo.Utc;

        if (ZoneId().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;

        given.Refuse("timeZone", Zone);
        return TimeZoneInfo.Utc;
    }

    private static List<StatsDimension> ReadBy(StrictParameters given)
    {
        if (given["by"] is not { } text)
            return [];

        var found = new List<StatsDimension>();
        foreach (var word in text.Split(','))
        {
            if (WireNames<StatsDimension>.TryParse(word, out var dimension) && found.Count < 2 && !found.Contains(dimension))
                found.Add(dimension);
            else
            {
                given.Refuse("by", $"must be one of {WireNames<StatsDimension>.All}, or two of them separated by a comma");
                return [];
            }
        }

        return found;
    }

    private static long Ceiling(DateTimeOffset time)
    {
        var floor = StatsCalendar.QuarterFloor(time);
        // The quarter after the last one that can be written would be in the year 10000.
        return StatsCalendar.TimeOf(floor) == time ? floor : Math.Min(floor + 1, StatsCalendar.QuarterFloor(DateTimeOffset.MaxValue));
    }

    [GeneratedRegex("^[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ZoneId();
}

/// <summary>The format of a response with statistics.</summary>
internal enum StatsFormat
{
    Json,
    Csv,
}
