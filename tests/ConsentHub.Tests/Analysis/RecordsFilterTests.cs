using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Analysis;

/// <summary>Compares each filter with the same selection made in memory from what was posted.</summary>
public sealed class RecordsFilterTests(FilledHub filled) : IClassFixture<FilledHub>
{
    [Fact]
    public async Task Without_filters_a_page_has_everything_that_was_posted() =>
        await SameAsync("", _ => true);

    [Theory]
    [InlineData("analytics")]
    [InlineData("community")]
    public async Task Category_selects_the_records_that_were_asked(string category)
    {
        await SameAsync($"?category={category}", r => r.Choices.ContainsKey(category));
        await SameAsync($"?category={category}&granted=true", r => r.Choices.GetValueOrDefault(category));
        await SameAsync($"?category={category}&granted=false", r => r.Choices.TryGetValue(category, out var granted) && !granted);
    }

    [Fact]
    public async Task Action_selects_what_the_visitor_did() => await SameAsync("?action=withdraw", r => r.Action == ConsentAction.Withdraw);

    [Fact]
    public async Task Source_selects_where_it_was_done() => await SameAsync("?source=nojs", r => r.Source == ConsentSource.Nojs);

    [Fact]
    public async Task Region_selects_what_the_server_saw_and_not_what_was_shown() => await SameAsync("?region=SE", r => r.RegionSeen == "SE");

    [Fact]
    public async Task Notice_selects_the_version_that_was_shown() => await SameAsync("?notice=1", r => r.Notice == 1);

    [Fact]
    public async Task Visitor_selects_one_visitor_in_the_order_of_the_log()
    {
        var visitor = filled.Posted.GroupBy(r => r.Visitor).MaxBy(g => g.Count())!.Key;
        await SameAsync($"?visitor={visitor}", r => r.Visitor == visitor);
        await SameAsync($"?visitor=v1AAAAAAAAAAAAAAAAAAAAAA", _ => false, empty: true);
    }

    [Fact]
    public async Task From_is_inclusive_and_to_exclusive()
    {
        var (from, to) = (filled.Posted[10].RecordedAt, filled.Posted[30].RecordedAt);
        await SameAsync($"?from={from:yyyy-MM-ddTHH:mm:ss.fffZ}&to={to:yyyy-MM-ddTHH:mm:ss.fffZ}", r => r.RecordedAt >= from && r.RecordedAt < to);
        await SameAsync($"?from={from:yyyy-MM-ddTHH:mm:ss.fff}0001Z", r => r.RecordedAt > from);
        await SameAsync("?from=2026-03-04", r => r.RecordedAt >= new DateTimeOffset(2026, 3, 4, 0, 0, 0, TimeSpan.Zero));
        await SameAsync("?from=2026-03-04T01:30:00%2B01:00", r => r.RecordedAt >= new DateTimeOffset(2026, 3, 4, 0, 30, 0, TimeSpan.Zero));
        await SameAsync("?from=2031-01-01", _ => false, empty: true);
    }

    [Fact]
    public async Task All_filters_together_narrow_each_other()
    {
        var one = filled.Posted.First(r => r.Action == ConsentAction.Save && r.Notice == 2);
        var query = $"?from=2026-03-02&to=2027-01-01&category=auth&granted=true&action=save&source={WireNames<ConsentSource>.Of(one.Source)}"
            + $"&region={one.RegionSeen}&notice=2&visitor={one.Visitor}";
        await SameAsync(query, r => r.Action == one.Action && r.Source == one.Source && r.RegionSeen == one.RegionSeen && r.Notice == 2 && r.Visitor == one.Visitor);
    }

    [Fact]
    public async Task The_audit_trail_names_the_filters_but_no_visitor()
    {
        var visitor = filled.Posted[0].Visitor;
        await filled.Analyst.PageAsync($"?visitor={visitor}&action=save&limit=7");

        using var admin = filled.Hub.KeyedClient();
        var entries = await admin.GetAsync("/v1/admin/audit").JsonAsync();
        var entry = entries["entries"]!.AsArray().First(e => ((string)e!["detail"]!).Contains("limit 7", StringComparison.Ordinal))!;
        Assert.Equal("records.read", (string?)entry["action"]);
        Assert.Equal("shop", (string?)entry["site"]);
        Assert.Equal("action=save, one visitor, limit 7", (string?)entry["detail"]);
        Assert.NotNull((long?)entry["key"]);
        Assert.DoesNotContain(visitor, entries.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task SameAsync(string query, Func<LoggedRecord, bool> expected, bool empty = false)
    {
        var chosen = filled.Posted.Where(expected).ToList();
        Assert.Equal(empty, chosen.Count == 0);
        var page = await filled.Analyst.PageAsync(query);
        AnalysisCalls.SameRecords(chosen, page.Records);
        Assert.Null(page.Next);
    }
}
