using System.Globalization;
using System.Text.Json.Serialization;
using ConsentHub.Hosting;

namespace ConsentHub.Analysis;

/// <summary>Length of a bucket of statistics.</summary>
[JsonConverter(typeof(WireEnum<StatsInterval>))]
internal enum StatsInterval
{
    Hour,
    Day,
    Week,
}

/// <summary>Which statistics a caller asked for, in whole UTC hours since 1970.</summary>
/// <param name="FromHour">Inclusive.</param>
/// <param name="ToHour">Exclusive.</param>
internal sealed record StatsRequest(long FromHour, long ToHour, StatsInterval Interval, StatsDimension? By)
{
    /// <summary>The most buckets that an answer has, and that a range may span.</summary>
    public const int MaxBuckets = 10_000;

    public static readonly IReadOnlyList<string> Names = ["from", "to", "interval", "by"];

    private const int DefaultDays = 30;
    private const string Time = "must be a date such as 2026-03-01, or a time in RFC 3339 such as 2026-03-01T08:00:00Z (in an address + is written %2B)";

    /// <summary>The first Monday since 1970 begins at this hour.</summary>
    private const int FirstMonday = 4 * 24;

    private int BucketHours => Interval switch { StatsInterval.Hour => 1, StatsInterval.Day => 24, _ => 7 * 24 };

    private int Origin => Interval == StatsInterval.Week ? FirstMonday : 0;

    /// <summary>The request, or null with the parameters' errors.</summary>
    public static StatsRequest? Read(StrictParameters given, DateTimeOffset now)
    {
        var from = given.Read<DateTimeOffset>("from", Rfc3339.TryParse, Time);
        var to = given.Read<DateTimeOffset>("to", Rfc3339.TryParse, Time);
        var interval = given.Read<StatsInterval>("interval", WireWords<StatsInterval>.TryParse, $"must be one of {WireWords<StatsInterval>.All}");
        var by = given.Read<StatsDimension>("by", WireWords<StatsDimension>.TryParse, $"must be one of {WireWords<StatsDimension>.All}");
        if (given.Errors.Any)
            return null;

        var toHour = HourCeiling(to ?? now);
        var fromHour = from is { } start ? HourFloor(start) : Math.Max(toHour - (DefaultDays * 24), HourFloor(DateTimeOffset.MinValue));
        if (from is not null && to is not null ? from >= to : fromHour >= toHour)
        {
            given.Refuse(to is null ? "from" : "to", to is null ? "must be in the past" : "must be later than from");
            return null;
        }

        var request = new StatsRequest(fromHour, toHour, interval ?? StatsInterval.Day, by);
        if (request.Span > MaxBuckets)
        {
            given.Refuse("interval", $"would give {request.Span.ToString(CultureInfo.InvariantCulture)} buckets, and {MaxBuckets} is the most; ask for longer ones or a shorter range");
            return null;
        }

        return request;
    }

    /// <summary>For the audit trail.</summary>
    public static string Summary(StrictParameters given)
    {
        var words = Names.Where(name => given[name] is not null).Select(name => $"{name}={given[name]}").ToList();
        return words.Count == 0 ? "the last days" : string.Join(", ", words);
    }

    public StatsQuery ToQuery(int site) => new(site, By, FromHour, ToHour, BucketHours, Origin) { Limit = MaxBuckets + 1 };

    /// <summary>The range spans few enough buckets, but its values multiply them.</summary>
    public static FieldErrors TooMany() =>
        FieldErrors.Of("interval", $"gives more than {MaxBuckets} buckets with this breakdown; ask for longer ones or a shorter range");

    /// <summary>How many buckets the range touches.</summary>
    private long Span => BucketOf(ToHour - 1) - BucketOf(FromHour) + 1;

    private long BucketOf(long hour) => (long)Math.Floor((hour - Origin) / (double)BucketHours);

    private static long HourFloor(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return (ticks / TimeSpan.TicksPerHour) - (ticks % TimeSpan.TicksPerHour < 0 ? 1 : 0);
    }

    /// <summary>The hour after the last one that can be written would be in the year 10000.</summary>
    private static long HourCeiling(DateTimeOffset time) =>
        time.UtcTicks % TimeSpan.TicksPerHour == 0 ? HourFloor(time) : Math.Min(HourFloor(time) + 1, HourFloor(DateTimeOffset.MaxValue));
}
