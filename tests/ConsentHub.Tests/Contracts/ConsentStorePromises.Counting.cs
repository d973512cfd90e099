using System.Globalization;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    private const int Whole = 1 << 22;

    [Fact]
    public async Task A_record_counts_once_in_each_dimension()
    {
        await WriteAsync(Draft.Of(shop, granted: Draft.Analytics).With(c => c with { Lang = "de", Source = ConsentSource.Preferences }) with { RegionSeen = "NO" });

        Assert.Equal([("", 1L, 1L, 0L)], await DecisionsAsync(null));
        Assert.Equal([("1", 1L, 1L, 0L)], await DecisionsAsync(StatsDimension.Notice));
        Assert.Equal([("NO", 1L, 1L, 0L)], await DecisionsAsync(StatsDimension.Region));
        Assert.Equal([("de", 1L, 1L, 0L)], await DecisionsAsync(StatsDimension.Lang));
        Assert.Equal([("preferences", 1L, 1L, 0L)], await DecisionsAsync(StatsDimension.Source));
        // Numbers of the optional categories; nobody decides on the required one.
        Assert.Equal([("1", 1L, 0L, 1L), ("2", 1L, 1L, 0L), ("3", 1L, 0L, 1L)], await DecisionsAsync(StatsDimension.Category));
    }

    [Fact]
    public async Task A_withdrawal_counts_as_decided_denied_and_withdrawn()
    {
        await WriteAsync(Draft.Of(shop, granted: 0).With(c => c with { Action = ConsentAction.Withdraw }));

        var cell = Assert.Single(await StatsAsync(null));
        Assert.Equal((1L, 0L, 1L, 1L), (cell.Decided, cell.Granted, cell.Denied, cell.Withdrawn));
    }

    [Fact]
    public async Task Retries_repeats_and_conflicts_count_nothing()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        await store.Consents.AppendAsync(draft);
        await store.Consents.AppendAsync(draft.Anew());
        await store.Consents.AppendAsync(draft.With(c => c with { Granted = 0 }));

        Assert.Equal([("", 1L, 1L, 0L)], await DecisionsAsync(null));
    }

    [Fact]
    public async Task Impressions_are_counted_by_their_outcome()
    {
        foreach (var outcome in new[] { ImpressionOutcome.Shown, ImpressionOutcome.Shown, ImpressionOutcome.Shown, ImpressionOutcome.Dismissed, ImpressionOutcome.Gpc, ImpressionOutcome.Gpc })
            await store.Consents.CountImpressionAsync(new ImpressionCount(shop, 1, "de", "NO", outcome));

        foreach (var (dimension, value) in new[] { (StatsDimension.Notice, "1"), (StatsDimension.Lang, "de"), (StatsDimension.Region, "NO") })
        {
            var cell = Assert.Single(await StatsAsync(dimension));
            Assert.Equal((value, 3L, 1L, 2L, 0L), (cell.Value, cell.Impressions, cell.Dismissed, cell.Gpc, cell.Decided));
        }
    }

    [Fact]
    public async Task Buckets_begin_where_the_query_says_and_keep_to_its_range()
    {
        var origin = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        foreach (var hour in new[] { -1, 0, 23, 24, 47, 48 })
        {
            Clock.Set(origin.AddHours(hour));
            await WriteAsync(Draft.Of(shop));
        }

        var first = RollupCells.QuarterOf(origin);
        StatsSpan[] buckets = [new(first, first + 96), new(first + 96, first + 192)];
        var cells = await store.Log.StatsAsync(new StatsQuery(shop, null, buckets), CancellationToken.None);

        Assert.Equal([(first, 2L), (first + 96, 2L)], cells.Select(c => (c.From, c.Decided)));
    }

    [Fact]
    public async Task An_erasure_lowers_no_count_and_a_rebuild_finds_nothing_to_correct()
    {
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor));
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));
        await WriteAsync(Draft.Of(shop));
        var before = await AllStatsAsync();

        await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        Assert.Equal(before, await AllStatsAsync());
        Assert.Equal(default, await store.Log.RebuildRollupsAsync(shop, null, CancellationToken.None));
        Assert.Equal(before, await AllStatsAsync());
    }

    [Fact]
    public async Task A_rebuild_corrects_wrong_counts_and_leaves_impressions_alone()
    {
        var gone = Draft.NewVisitor();
        foreach (var hours in new[] { 0, 1, 30 })
        {
            Clock.Advance(TimeSpan.FromHours(hours));
            await WriteAsync(Draft.Of(shop, gone, (ulong)(hours + 2) & 14));
            await WriteAsync(Draft.Of(shop, granted: 0).With(c => c with { Lang = "de" }));
            await store.Consents.CountImpressionAsync(new ImpressionCount(shop, 1, "en", "ZZ", ImpressionOutcome.Shown));
        }

        await store.Consents.EraseAsync(shop, gone, ErasureReason.VisitorRequest);
        var before = await AllStatsAsync();
        await store.SpoilRollupsAsync(shop);
        Assert.NotEqual(before, await AllStatsAsync());

        var mended = await store.Log.RebuildRollupsAsync(shop, null, CancellationToken.None);

        Assert.InRange(mended.Cells, 3, int.MaxValue);
        Assert.Equal(0, mended.Hours);
        Assert.Equal(before, await AllStatsAsync());
        Assert.Equal(default, await store.Log.RebuildRollupsAsync(shop, null, CancellationToken.None));
    }

    [Fact]
    public async Task After_a_rebuild_queries_by_time_find_records_that_a_wrong_index_of_hours_hid()
    {
        foreach (var hours in new[] { 0, 1, 30 })
        {
            Clock.Advance(TimeSpan.FromHours(hours));
            await WriteAsync(Draft.Of(shop));
            await WriteAsync(Draft.Of(shop));
        }

        var query = new LogQuery { Site = shop, From = DateTimeOffset.UnixEpoch };
        Assert.Equal(6, await StatsThenCountAsync(query));
        await store.SpoilHoursAsync(shop);
        Assert.NotEqual(6, await StatsThenCountAsync(query));

        var mended = await store.Log.RebuildRollupsAsync(shop, null, CancellationToken.None);

        Assert.Equal(new RebuiltCounts(0, 3), mended);
        Assert.Equal(6, await StatsThenCountAsync(query));
        Assert.Equal(default, await store.Log.RebuildRollupsAsync(shop, null, CancellationToken.None));
    }

    /// <summary>The number of records that a query finds after all records have been counted.</summary>
    private async Task<int> StatsThenCountAsync(LogQuery query)
    {
        await AllStatsAsync();
        var count = 0;
        await foreach (var _ in store.Log.ReadAsync(query, CancellationToken.None))
            count++;

        return count;
    }

    [Fact]
    public async Task A_rebuild_while_others_write_counts_every_record_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => WriteAsync(Draft.Of(shop))));

        var rebuild = Task.Run(() => store.Log.RebuildRollupsAsync(shop, null, CancellationToken.None));
        await Task.WhenAll([rebuild, .. Enumerable.Range(0, 50).Select(_ => Task.Run(() => WriteAsync(Draft.Of(shop))))]);

        Assert.Equal([("", 100L, 100L, 0L)], await DecisionsAsync(null));
        Assert.Equal(default, await rebuild);
    }

    private Task<IReadOnlyList<StatsCell>> StatsAsync(StatsDimension? by, int? site = null, IReadOnlyList<StatsSpan>? buckets = null) =>
        store.Log.StatsAsync(new StatsQuery(site ?? shop, by, buckets ?? [new(0, Whole)]), CancellationToken.None);

    private async Task<IEnumerable<(string, long, long, long)>> DecisionsAsync(StatsDimension? by) =>
        (await StatsAsync(by)).Select(c => (c.Value, c.Decided, c.Granted, c.Denied));

    /// <summary>Every cell with a count, in each quarter of an hour of the last eleven years, as text that can be compared.</summary>
    private async Task<IReadOnlyList<string>> AllStatsAsync(int? site = null)
    {
        var lines = new List<string>();
        var last = (RollupCells.QuarterOf(Clock.GetUtcNow()) / 96) + 1;
        var days = Enumerable.Range(0, 4000).Select(d => new StatsSpan((last - 4000 + d) * 96, (last - 3999 + d) * 96)).ToList();
        var busy = (await StatsAsync(null, site, days)).Select(c => c.From).ToList();
        var quarters = busy.SelectMany(day => Enumerable.Range(0, 96).Select(q => new StatsSpan(day + q, day + q + 1))).ToList();
        foreach (var by in Enum.GetValues<StatsDimension>())
        {
            foreach (var c in await StatsAsync(by, site, quarters))
            {
                var counts = string.Join(' ', c.Impressions, c.Dismissed, c.Gpc, c.Decided, c.Granted, c.Denied, c.Withdrawn);
                if (counts.Any(d => d is >= '1' and <= '9'))
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{by} {c.From} {c.Value}: {counts}"));
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}
