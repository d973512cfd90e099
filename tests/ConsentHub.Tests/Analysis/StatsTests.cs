using System.Net.Http.Json;
using ConsentHub.Access;
using ConsentHub.Analysis;
using ConsentHub.Consents;
using ConsentHub.Json;
using ConsentHub.Storage;
using ConsentHub.Storage.Sqlite;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Analysis;

/// <summary>Statistics against a count in memory of everything that was posted.</summary>
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
            answer.Buckets.Select(b => (b.Start!.Value, b.Value ?? "", (int)b.Decided, (int)b.Granted, (int)b.Denied, (int)b.Withdrawn)));
        Assert.Equal(answer.Buckets.Sum(b => b.Decided), answer.Totals.Decided);
        Assert.All(answer.Buckets, b => Assert.Equal((double)b.Granted / b.Decided, b.OptInRate));
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

        foreach (var by in new[] { "", "?by=region", "?by=notice", "?by=lang" })
        {
            var bucket = Assert.Single((await StatsAsync(analyst, by)).Buckets);
            Assert.Equal((4, 1, 2, 1, 1, 0), (bucket.Impressions, bucket.Dismissed, bucket.Decided, bucket.Granted, bucket.Denied, bucket.Withdrawn));
            Assert.Equal((0.5, 0.5), (bucket.OptInRate, bucket.ResponseRate));
        }

        foreach (var by in new[] { "?by=category", "?by=source" })
        {
            var json = await analyst.GetAsync($"/v1/sites/shop/stats{by}").JsonAsync();
            Assert.All(json["buckets"]!.AsArray(), b => Assert.False(b!.AsObject().ContainsKey("impressions") || b.AsObject().ContainsKey("dismissed")));
            Assert.All(json["buckets"]!.AsArray(), b => Assert.True(b!.AsObject().ContainsKey("responseRate") && b["responseRate"] is null));
        }
    }

    [Fact]
    public async Task The_range_is_widened_to_whole_hours_and_defaults_to_thirty_days()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        using var analyst = hub.KeyedClient();
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);

        var standing = await StatsAsync(analyst, "");
        Assert.Equal((At("2026-01-31T10:00:00Z"), At("2026-03-02T10:00:00Z")), (standing.From, standing.To));
        Assert.Equal((StatsInterval.Day, At("2026-03-02T00:00:00Z")), (standing.Interval, Assert.Single(standing.Buckets).Start!.Value));

        var narrow = await StatsAsync(analyst, "?from=2026-03-02T09:59:59Z&to=2026-03-02T09:59:59.5Z&interval=week");
        Assert.Equal((At("2026-03-02T09:00:00Z"), At("2026-03-02T10:00:00Z")), (narrow.From, narrow.To));
        Assert.Equal(DayOfWeek.Monday, Assert.Single(narrow.Buckets).Start!.Value.DayOfWeek);

        var exact = await StatsAsync(analyst, "?from=2026-03-02T08:00:00Z&to=2026-03-02T09:00:00Z");
        Assert.Equal((At("2026-03-02T08:00:00Z"), At("2026-03-02T09:00:00Z")), (exact.From, exact.To));
        Assert.Empty(exact.Buckets);
        Assert.Null(exact.Totals.OptInRate);
    }

    [Fact]
    public async Task The_ends_of_the_calendar_are_no_error()
    {
        await using var hub = await Hub.StartAsync();
        using var analyst = hub.KeyedClient();
        Assert.Empty((await StatsAsync(analyst, "?to=0001-01-01T00:00:01Z")).Buckets);
        Assert.Empty((await StatsAsync(analyst, "?from=9999-12-01&to=9999-12-31T23:59:59.9999999Z")).Buckets);
    }

    [Fact]
    public async Task Statistics_read_the_rollup_by_its_key_and_never_the_records()
    {
        await using var hub = await Hub.StartAsync();
        await using var connection = new SqliteConnection($"Data Source={hub.Folder.Database};Pooling=False;Mode=ReadOnly");
        var plan = (await connection.QueryAsync(
            "EXPLAIN QUERY PLAN " + SqliteConsentLog.StatsSql,
            new { Site = 1, Bucket = 24, Origin = 0, FromHour = 0, ToHour = 9, Dimension = 0, Split = 0, Limit = 9 })).Select(r => (string)r.detail).ToList();

        Assert.Contains("SEARCH rollup USING PRIMARY KEY (site=? AND dimension=? AND hour>? AND hour<?)", plan);
        Assert.DoesNotContain(plan, step => step.Contains("consent", StringComparison.Ordinal) || step.StartsWith("SCAN", StringComparison.Ordinal));
    }

    internal static async Task<StatsAnswer> StatsAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync($"/v1/sites/shop/stats{query}", AnalysisJson.Default.StatsAnswer))!;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<(string Value, bool Granted, bool Withdrawn)> ValuesOf(LoggedRecord record, string by)
    {
        var withdrawn = record.Action is ConsentAction.Withdraw or ConsentAction.Object;
        if (by == "category")
            return record.Choices.Where(c => !Required.Contains(c.Key)).Select(c => (c.Key, c.Value, withdrawn && !c.Value));

        var any = record.Choices.Any(c => c.Value && !Required.Contains(c.Key));
        var value = by switch
        {
            "region" => record.RegionSeen,
            "notice" => record.Notice.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "lang" => record.Lang,
            "source" => WireWords<ConsentSource>.Of(record.Source),
            _ => "",
        };
        return [(value, any, withdrawn)];
    }

    private static DateTimeOffset StartOf(DateTimeOffset time, string interval) => interval switch
    {
        "hour" => new DateTimeOffset(time.Date.AddHours(time.Hour), TimeSpan.Zero),
        "day" => new DateTimeOffset(time.Date, TimeSpan.Zero),
        _ => new DateTimeOffset(time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)), TimeSpan.Zero),
    };
}
