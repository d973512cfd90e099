using System.Globalization;
using ConsentHub.ConsentLog.Statistics;

namespace ConsentHub.Tests.Analysis;

/// <summary>When local hours, days, weeks and months begin, also around changes of the clock.</summary>
public sealed class StatsCalendarTests
{
    [Theory]
    // Hours of a local day: changes of the clock, half-hour zones, a change by half an hour.
    [InlineData("UTC", "2026-03-29", 24)]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("Asia/Kolkata", "2026-03-29", 24)]
    [InlineData("Asia/Kathmandu", "2026-03-29", 24)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24.5)]
    [InlineData("Australia/Lord_Howe", "2026-10-04", 23.5)]
    // A day without midnight, and a day with two.
    [InlineData("America/Sao_Paulo", "2018-11-04", 23)]
    [InlineData("America/Havana", "2025-11-02", 25)]
    public void A_local_day_has_as_many_hours_as_its_clock_shows(string zone, string date, double hours)
    {
        var calendar = new StatsCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone));
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture);

        var (from, to) = (calendar.StartOf(day), calendar.StartOf(day.AddDays(1)));

        Assert.Equal(hours, (to - from).TotalHours);
        Assert.Equal(day, LocalDate(from, zone));
        Assert.Equal(day.AddDays(-1), LocalDate(from.AddTicks(-1), zone));
        var buckets = calendar.Buckets(new StatsSpan(StatsCalendar.QuarterFloor(from), StatsCalendar.QuarterFloor(to)), StatsInterval.Day, 10);
        Assert.Single(buckets!);
        var byHour = calendar.Buckets(new StatsSpan(StatsCalendar.QuarterFloor(from), StatsCalendar.QuarterFloor(to)), StatsInterval.Hour, 100)!;
        Assert.Equal((int)Math.Ceiling(hours), byHour.Count);
        Assert.Equal((StatsCalendar.QuarterFloor(from), StatsCalendar.QuarterFloor(to)), (byHour[0].From, byHour[^1].To));
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Kolkata")]
    [InlineData("America/St_Johns")]
    [InlineData("Australia/Lord_Howe")]
    public void Every_quarter_of_an_hour_is_in_the_bucket_of_its_local_time(string zone)
    {
        var calendar = new StatsCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone));
        var range = new StatsSpan(StatsCalendar.QuarterFloor(calendar.StartOf(new DateOnly(2026, 3, 20))), StatsCalendar.QuarterFloor(calendar.StartOf(new DateOnly(2027, 1, 11))));
        foreach (var (interval, name) in new (StatsInterval, Func<DateTime, string>)[]
                 {
                     (StatsInterval.Day, t => t.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                     (StatsInterval.Week, t => $"{ISOWeek.GetYear(t)}-{ISOWeek.GetWeekOfYear(t)}"),
                     (StatsInterval.Month, t => t.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
                 })
        {
            var buckets = calendar.Buckets(range, interval, 10_000)!;
            Assert.Equal(range, new StatsSpan(buckets[0].From, buckets[^1].To));
            Assert.All(buckets.Zip(buckets.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
            var names = buckets.Select(b => Enumerable.Range(0, (int)(b.To - b.From)).Select(q => name(Local(b.From + q))).Distinct().ToList()).ToList();
            Assert.All(names, n => Assert.Single(n));
            Assert.Equal(names.Count, names.Select(n => n[0]).Distinct().Count());
        }

        DateTime Local(long quarter) => TimeZoneInfo.ConvertTime(StatsCalendar.TimeOf(quarter), calendar.Zone).DateTime;
    }

    [Fact]
    public void A_range_with_an_offset_that_is_no_multiple_of_15_minutes_is_refused() =>
        Assert.Throws<UnevenOffsetException>(() => new StatsCalendar(TimeZoneInfo.FindSystemTimeZoneById("Africa/Monrovia")).Buckets(new StatsSpan(0, 96 * 3), StatsInterval.Day, 10));

    private static DateOnly LocalDate(DateTimeOffset time, string zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
}
