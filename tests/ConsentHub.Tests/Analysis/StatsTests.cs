using System.Net.Http.Json;
using ConsentHub.ApiKeys;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Sqlite.Reading;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Analysis;

/// <summary>Compares statistics with a count in memory of everything that was posted.</summary>
public sealed class StatsTests
{
    private static readonly string[] Required = ["auth"];

    [Theory]
    [InlineData("hour", "")]
    [InlineData("day", "")]
    [InlineData("week", "")]
    [InlineData("day", "category")]
    [InlineData("hour", "region")]
    [InlineData("week", "notice")]
    [InlineData("day", "lang")]
    [InlineData("hour", "source")]
    [InlineData("month", "action")]
    [InlineData("day", "category,region")]
    [InlineData("hour", "source,category")]
    [InlineData("day", "lang,action")]
    public async Task Counts_are_exact_and_erasures_do_not_lower_them(string interval, string by)
    {
        var filled = new FilledHub();
        await filled.InitializeAsync();
        await using var hub = filled.Hub;
        var erased = filled.Posted.GroupBy(r => r.Visitor).Take(3).Select(g => g.Key).ToList();
        foreach (var visitor in erased)
        {
            Assert.True(Visitor.TryParse(visitor, out var parsed));
            var erasure = await hub.Services.GetRequiredService<IConsentStore>().EraseAsync(hub.Site().Number, parsed!.Value, ErasureReason.AdminRequest);
            Assert.True(erasure.Records > 0);
        }

        var answer = await StatsAsync(filled.Analyst, $"?from=2026-03-01&interval={interval}{(by.Length > 0 ? $"&by={by}" : "")}");
        var expected = filled.Posted
            .SelectMany(r => ValuesOf(r, by).Select(v => (Start: StartOf(r.RecordedAt, interval), Value: v.Value, r, v.Granted, v.Withdrawn)))
            .GroupBy(x => (x.Start, x.Value))
            .OrderBy(g => g.Key.Start).ThenBy(g => g.Key.Value, StringComparer.Ordinal)
            .Select(g => (g.Key.Start, g.Key.Value, g.Count(), g.Count(x => x.Granted), g.Count(x => !x.Granted), g.Count(x => x.Withdrawn)))
            .ToList();

        Assert.Equal(
            expected,
            answer.Buckets.Where(b => b.Decided > 0).Select(b => (StartOf(b.Start!.Value, interval), Key(b), (int)b.Decided, (int)b.Granted, (int)b.Denied, (int)b.Withdrawn)));
        // Every bucket has every value that occurs in the range.
        Assert.Equal(answer.Buckets.Select(b => b.Start).Distinct().Count() * answer.Buckets.Select(Key).Distinct().Count(), answer.Buckets.Count);
        Assert.Equal(answer.Buckets.Sum(b => b.Decided), answer.Totals.Decided);
        Assert.All(answer.Buckets, b => Assert.Equal(b.Decided == 0 ? null : (double)b.Granted / b.Decided, b.OptInRate));
    }

    [Fact]
    public async Task Impressions_and_rates_are_counted_where_they_have_a_meaning()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        using var analyst = hub.KeyedClient(await hub.CreateKeyAsync(Role.Analyst, "shop"));
        foreach (var outcome in new[] { "shown", "shown", "shown", "shown", "dismissed", "gpc" })
            await hub.Client.PostAsJsonAsync("/v1/sites/shop/shown", new { notice = 1, lang = "en", outcome });

        await hub.Client.SendAsync(Choice.AcceptAll()).JsonAsync(201);
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);

        foreach (var by in new[] { "", "?by=region", "?by=notice", "?by=lang", "?by=region,lang", "?by=notice,region" })
        {
            var bucket = Assert.Single((await StatsAsync(analyst, by)).Buckets, b => b.Impressions > 0);
            Assert.Equal((4, 1, 2, 1, 1, 0), (bucket.Impressions, bucket.Dismissed, bucket.Decided, bucket.Granted, bucket.Denied, bucket.Withdrawn));
            Assert.Equal((0.5, 0.5), (bucket.OptInRate, bucket.ResponseRate));
        }

        foreach (var by in new[] { "?by=category", "?by=source", "?by=action", "?by=category,region", "?by=lang,source" })
        {
            var json = await analyst.GetAsync($"/v1/sites/shop/stats{by}").JsonAsync();
            Assert.All(json["buckets"]!.AsArray(), b => Assert.False(b!.AsObject().ContainsKey("impressions") || b.AsObject().ContainsKey("dismissed")));
            Assert.All(json["buckets"]!.AsArray(), b => Assert.True(b!.AsObject().ContainsKey("responseRate") && b["responseRate"] is null));
        }
    }

    [Fact]
    public async Task The_range_is_widened_to_whole_quarters_of_an_hour_and_defaults_to_thirty_days()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        using var analyst = hub.KeyedClient();
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);

        var standing = await StatsAsync(analyst, "");
        Assert.Equal((At("2026-01-31T09:45:00Z"), At("2026-03-02T09:45:00Z"), "UTC"), (standing.From, standing.To, standing.TimeZone));
        Assert.Equal((StatsInterval.Day, 31, 1L), (standing.Interval, standing.Buckets.Count, standing.Totals.Decided));

        var narrow = await StatsAsync(analyst, "?from=2026-03-02T09:29:59Z&to=2026-03-02T09:30:00.5Z&interval=week");
        Assert.Equal((At("2026-03-02T09:15:00Z"), At("2026-03-02T09:45:00Z")), (narrow.From, narrow.To));
        Assert.Equal((At("2026-03-02T09:15:00Z"), 1L), (Assert.Single(narrow.Buckets).Start!.Value, narrow.Totals.Decided));

        var exact = await StatsAsync(analyst, "?from=2026-03-02T08:00:00Z&to=2026-03-02T09:00:00Z");
        Assert.Equal((At("2026-03-02T08:00:00Z"), At("2026-03-02T09:00:00Z")), (exact.From, exact.To));
        Assert.Equal(0, Assert.Single(exact.Buckets).Decided);
        Assert.Null(exact.Totals.OptInRate);
    }

    [Fact]
    public async Task The_first_and_last_dates_of_the_calendar_are_no_error()
    {
        await using var hub = await Hub.StartAsync();
        using var analyst = hub.KeyedClient();
        const string Begin = "from=0001-01-01T00:00:00Z&to=0001-01-01T00:00:01Z", End = "from=9999-12-01&to=9999-12-31T23:59:59.9999999Z";
        // In the year 1 local clocks followed the sun.
        foreach (var (range, zone) in new[] { Begin, End }.SelectMany(r => new[] { "UTC", "Etc/GMT-14", "Etc/GMT%2B12" }.Select(z => (r, z))).Concat([(End, "America/St_Johns"), (End, "Pacific/Kiritimati")]))
        {
            foreach (var interval in new[] { "hour", "day", "week", "month" })
                Assert.NotEmpty((await analyst.GetAsync($"/v1/sites/shop/stats?{range}&interval={interval}&timeZone={zone}").JsonAsync())["buckets"]!.AsArray());
        }
    }

    [Fact]
    public async Task Statistics_read_the_rollup_by_its_key_and_never_scan_the_records()
    {
        await using var hub = await Hub.StartAsync();
        await using var connection = new SqliteConnection($"Data Source={hub.Folder.Database};Pooling=False;Mode=ReadOnly");
        var plan = (await connection.QueryAsync(
            "EXPLAIN QUERY PLAN " + SqliteConsentLog.StatsSql,
            new { Site = 1, Buckets = "[[0,9]]", Dimension = 0, Split = 0, Limit = 9 })).Select(r => (string)r.detail).ToList();

        Assert.Contains("SEARCH r USING PRIMARY KEY (site=? AND dimension=? AND quarter>? AND quarter<?)", plan);
        Assert.DoesNotContain(plan, step => step.Contains("consent", StringComparison.Ordinal) || (step.StartsWith("SCAN", StringComparison.Ordinal) && !step.StartsWith("SCAN b ", StringComparison.Ordinal)));
    }

    internal static async Task<StatsResponse> StatsAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync($"/v1/sites/shop/stats{query}", AnalysisJson.Default.StatsResponse))!;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The values of a bucket, separated by bars.</summary>
    private static string Key(StatsBucket bucket) => bucket.SecondValue is { } second ? $"{bucket.Value}|{second}" : bucket.Value ?? "";

    private static IEnumerable<(string Value, bool Granted, bool Withdrawn)> ValuesOf(LoggedRecord record, string by)
    {
        var withdrawn = record.Action is ConsentAction.Withdraw or ConsentAction.Object;
        var any = record.Choices.Any(c => c.Value && !Required.Contains(c.Key));
        var dimensions = by.Split(',');
        if (!dimensions.Contains("category"))
            return [(string.Join('|', dimensions.Select(Plain)), any, withdrawn)];

        return record.Choices.Where(c => !Required.Contains(c.Key))
            .Select(c => (string.Join('|', dimensions.Select(d => d == "category" ? c.Key : Plain(d))), c.Value, withdrawn && !c.Value));

        string Plain(string dimension) => dimension switch
        {
            "region" => record.RegionSeen,
            "notice" => record.Notice.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "lang" => record.Lang,
            "source" => WireNames<ConsentSource>.Of(record.Source),
            "action" => WireNames<ConsentAction>.Of(record.Action),
            _ => "",
        };
    }

    private static DateTimeOffset StartOf(DateTimeOffset time, string interval) => interval switch
    {
        "hour" => new DateTimeOffset(time.Date.AddHours(time.Hour), TimeSpan.Zero),
        "day" => new DateTimeOffset(time.Date, TimeSpan.Zero),
        "month" => new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero),
        _ => new DateTimeOffset(time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)), TimeSpan.Zero),
    };
}
