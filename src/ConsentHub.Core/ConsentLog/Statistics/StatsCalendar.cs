using System.Text.Json.Serialization;

namespace ConsentHub.ConsentLog.Statistics;

/// <summary>Length of a bucket of statistics.</summary>
[JsonConverter(typeof(WireEnum<StatsInterval>))]
internal enum StatsInterval
{
    Hour,
    Day,
    Week,
    Month,
}

/// <summary>Where the hours, days, weeks and months of a time zone begin.</summary>
/// <remarks>
/// A day begins at its first instant. If the clock skips midnight, the day begins at the clock change. If midnight occurs twice, the day begins at the first midnight.
/// So days are 23, 24 or 25 hours long; in a few time zones, 23.5 or 24.5.
/// </remarks>
internal sealed class StatsCalendar(TimeZoneInfo zone)
{
    private const long MillisecondsOfQuarter = 900_000;

    private static readonly long EarliestQuarter = QuarterFloor(DateTimeOffset.MinValue), LatestQuarter = QuarterFloor(DateTimeOffset.MaxValue);

    public TimeZoneInfo Zone => zone;

    public static long QuarterFloor(DateTimeOffset time) => (long)Math.Floor(time.ToUnixTimeMilliseconds() / (double)MillisecondsOfQuarter);

    public static DateTimeOffset TimeOf(long quarter) => DateTimeOffset.FromUnixTimeMilliseconds(quarter * MillisecondsOfQuarter);

    /// <summary>The first instant of a date in this time zone.</summary>
    public DateTimeOffset StartOf(DateOnly date)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        // If the clock skips midnight, the next valid time is a full quarter of an hour, at most a few hours later.
        for (var valid = midnight; ; valid = valid.AddMinutes(15))
        {
            if (zone.IsInvalidTime(valid))
                continue;

            var offset = zone.IsAmbiguousTime(valid) ? zone.GetAmbiguousTimeOffsets(valid).Max() : zone.GetUtcOffset(valid);
            var ticks = valid.Ticks - offset.Ticks;
            return new DateTimeOffset(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        }
    }

    /// <summary>The buckets that overlap a range, cut to the range; null if there are more than <paramref name="most"/>.</summary>
    /// <exception cref="UnevenOffsetException">A bucket begins between two quarters of an hour.</exception>
    public IReadOnlyList<StatsSpan>? Buckets(StatsSpan range, StatsInterval interval, int most)
    {
        var buckets = new List<StatsSpan>();
        for (var from = range.From; from < range.To;)
        {
            if (buckets.Count == most)
                return null;

            var next = Math.Min(QuarterOf(After(TimeOf(from), interval)), range.To);
            buckets.Add(new StatsSpan(from, next));
            from = next;
        }

        return buckets;
    }

    /// <summary>End of the bucket that contains an instant.</summary>
    private DateTimeOffset After(DateTimeOffset instant, StatsInterval interval)
    {
        // East of Greenwich, the local time in the last hours of the year 9999 would be in the year 10000, which no date can hold.
        if (DateTime.MaxValue.Ticks - instant.UtcTicks < zone.GetUtcOffset(instant).Ticks)
            return DateTimeOffset.MaxValue;

        var local = TimeZoneInfo.ConvertTime(instant, zone);
        if (interval == StatsInterval.Hour)
            return EndOfHour(instant, local);

        var today = DateOnly.FromDateTime(local.DateTime);
        var first = interval switch
        {
            StatsInterval.Week => today.AddDays(-Math.Min(((int)today.DayOfWeek + 6) % 7, today.DayNumber)),
            StatsInterval.Month => new DateOnly(today.Year, today.Month, 1),
            _ => today,
        };
        var days = interval switch
        {
            StatsInterval.Week => 7,
            StatsInterval.Month => DateTime.DaysInMonth(today.Year, today.Month),
            _ => 1,
        };
        return first.DayNumber > DateOnly.MaxValue.DayNumber - days ? DateTimeOffset.MaxValue : StartOf(first.AddDays(days));
    }

    /// <summary>The next full hour on the clock, or the next clock change if that comes first.</summary>
    private DateTimeOffset EndOfHour(DateTimeOffset instant, DateTimeOffset local)
    {
        var left = TimeSpan.FromHours(1) - new TimeSpan(local.TimeOfDay.Ticks % TimeSpan.TicksPerHour);
        if (DateTimeOffset.MaxValue - instant < left)
            return DateTimeOffset.MaxValue;

        for (var at = instant.AddMinutes(15); at < instant + left; at = at.AddMinutes(15))
        {
            if (zone.GetUtcOffset(at) != local.Offset)
                return at;
        }

        return instant + left;
    }

    private static long QuarterOf(DateTimeOffset time)
    {
        if (time == DateTimeOffset.MaxValue)
            return LatestQuarter;

        var quarter = QuarterFloor(time);
        return TimeOf(quarter) == time || quarter <= EarliestQuarter ? Math.Max(quarter, EarliestQuarter) : throw new UnevenOffsetException();
    }
}

/// <summary>A past offset of the time zone is not a multiple of 15 minutes, such as Liberia's before 1972.</summary>
internal sealed class UnevenOffsetException : Exception;
