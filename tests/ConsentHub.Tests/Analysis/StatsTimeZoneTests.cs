using System.Globalization;
using ConsentHub.ApiKeys;
using ConsentHub.Formats;
using ConsentHub.Tests.Support;
using CsvHelper;

namespace ConsentHub.Tests.Analysis;

/// <summary>Statistics of records around two changes of the clock, requested for several time zones.</summary>
public sealed class StatsTimeZoneTests : IAsyncLifetime
{
    /// <summary>Minutes at which a local day in one of the time zones begins or ends, and a week and a year.</summary>
    private static readonly string[] Times =
    [
        "2026-03-28T18:29:00Z", "2026-03-28T18:31:00Z", "2026-03-28T22:59:00Z", "2026-03-28T23:01:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z",
        "2026-03-29T02:29:00Z", "2026-03-29T02:31:00Z", "2026-03-29T18:14:00Z", "2026-03-29T18:16:00Z", "2026-03-29T21:59:00Z", "2026-03-29T22:01:00Z",
        "2026-10-24T21:59:00Z", "2026-10-24T22:01:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:59:00Z", "2026-10-25T23:01:00Z",
        "2026-12-27T23:30:00Z", "2026-12-31T22:59:00Z", "2026-12-31T23:01:00Z", "2027-01-03T23:30:00Z",
    ];

    private Hub hub = null!;
    private HttpClient analyst = null!;

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync(clock: new TestClock());
        analyst = hub.KeyedClient(await hub.CreateKeyAsync(Role.Analyst, "shop"));
        foreach (var time in Times)
        {
            hub.Clock!.Set(At(time));
            await hub.Client.SendAsync(Choice.AcceptAll()).JsonAsync(201);
        }

        hub.Clock!.Advance(TimeSpan.FromDays(10));
    }

    public async Task DisposeAsync()
    {
        analyst.Dispose();
        await hub.DisposeAsync();
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("America/St_Johns")]
    public async Task Local_days_weeks_and_months_have_exactly_their_records(string zone)
    {
        foreach (var (interval, form) in new[] { ("day", "yyyy-MM-dd"), ("month", "yyyy-MM") })
        {
            var answer = await StatsTests.StatsAsync(analyst, $"?from=2026-03-01&to=2027-01-10&interval={interval}&timeZone={zone}");
            var expected = Times.GroupBy(t => Local(t).ToString(form, CultureInfo.InvariantCulture)).ToDictionary(g => g.Key, g => g.LongCount());

            Assert.Equal(zone, answer.TimeZone);
            Assert.Equal(expected.OrderBy(e => e.Key, StringComparer.Ordinal), answer.Buckets.Where(b => b.Decided > 0).Select(b => KeyValuePair.Create(b.Local![..form.Length], b.Decided)));
            Assert.Equal(interval == "day" ? 315 : 11, answer.Buckets.Count);
        }

        var weeks = await StatsTests.StatsAsync(analyst, $"?from=2026-12-21&to=2027-01-11&interval=week&timeZone={zone}");
        Assert.Equal(["2026-12-21", "2026-12-28", "2027-01-04"], weeks.Buckets.Select(b => b.Local![..10]));
        Assert.Equal(
            weeks.Buckets.Select(b => Times.LongCount(t => ISOWeek.ToDateTime(ISOWeek.GetYear(Local(t)), ISOWeek.GetWeekOfYear(Local(t)), DayOfWeek.Monday).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) == b.Local![..10])),
            weeks.Buckets.Select(b => b.Decided));

        DateTime Local(string time) => TimeZoneInfo.ConvertTime(At(time), TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime;
    }

    [Fact]
    public async Task Local_midnights_with_an_offset_mean_the_same_as_dates_of_the_zone()
    {
        foreach (var (zone, dates, offsets) in new[]
                 {
                     ("Europe/Berlin", "from=2026-03-29&to=2026-03-30", "from=2026-03-29T00:00:00%2B01:00&to=2026-03-30T00:00:00%2B02:00"),
                     ("Asia/Kolkata", "from=2026-03-29&to=2026-03-30", "from=2026-03-29T00:00:00%2B05:30&to=2026-03-30T00:00:00%2B05:30"),
                 })
        {
            var (local, utc) = (await StatsTests.StatsAsync(analyst, $"?{dates}&timeZone={zone}"), await StatsTests.StatsAsync(analyst, $"?{offsets}"));
            Assert.Equal((local.From, local.To, local.Totals), (utc.From, utc.To, utc.Totals));
            Assert.Equal((utc.From, utc.To), (Assert.Single(local.Buckets).Start, local.Buckets[0].End));
        }
    }

    [Fact]
    public async Task Csv_has_the_same_values_as_json()
    {
        const string Query = "?from=2026-03-28&to=2026-03-31&timeZone=Europe/Berlin&by=category,region";
        var answer = await StatsTests.StatsAsync(analyst, Query);
        using var csv = CsvReader.FromText(await analyst.GetStringAsync($"/v1/sites/shop/stats{Query}&format=csv"), new CsvReaderOptions { Separator = ',', HasHeader = true });

        var rows = new List<string>();
        while (csv.Read())
            rows.Add(string.Join(' ', csv.Headers.Select(csv.GetString)));

        Assert.Equal(["start", "end", "local", "category", "region", "impressions", "dismissed", "decided", "granted", "denied", "withdrawn", "optInRate", "responseRate"], csv.Headers);
        Assert.Equal(
            answer.Buckets.Select(b => string.Create(CultureInfo.InvariantCulture, $"{Rfc3339.Of(b.Start!.Value)} {Rfc3339.Of(b.End!.Value)} {b.Local} {b.Value} {b.SecondValue}   {b.Decided} {b.Granted} {b.Denied} {b.Withdrawn} {b.OptInRate} ")),
            rows);
        Assert.Equal(9, rows.Count);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
