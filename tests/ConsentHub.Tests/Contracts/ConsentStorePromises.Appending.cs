using ConsentHub.Consents;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    public static TheoryData<string> ContentFields => Draft.Fields;

    [Fact]
    public async Task Positions_have_no_gap_and_no_duplicate_while_many_append_at_three_sites()
    {
        int[] sites = [shop, await PublishAsync("blog"), await PublishAsync("news")];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => WriteAsync(Draft.Of(sites[i % 3])))));

        var numbers = outcomes.Select((record, i) => (Site: sites[i % 3], record.LeafIndex)).ToLookup(r => r.Site, r => r.LeafIndex);
        foreach (var site in sites)
        {
            Assert.Equal(Enumerable.Range(0, numbers[site].Count()).Select(i => (long)i), numbers[site].Order());
            Assert.Equal(numbers[site].Count(), await LogSizeAsync(site));
        }
    }

    [Fact]
    public async Task At_each_of_many_sites_a_choice_is_found_at_once_and_stored_once_while_others_are_written()
    {
        var sites = new List<int> { shop };
        foreach (var number in Enumerable.Range(1, 10))
            sites.Add(await PublishAsync($"site-{number}"));

        await Task.WhenAll(Enumerable.Range(0, 990).Select(i => Task.Run(async () =>
        {
            var draft = Draft.Of(sites[i % sites.Count]);
            var written = await WriteAsync(draft);

            Assert.Equal(written, await CurrentAsync(draft.Site, draft.Content.Visitor));
            Assert.Equal(written, (await store.Consents.FindSealedAsync(draft.Site, draft.Content.Id, CancellationToken.None))!.Record);
            Assert.Equal(written, Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(draft)).Record);
        })));

        foreach (var site in sites)
        {
            Assert.Equal(90, await LogSizeAsync(site));
            var log = await store.Log.ReadAsync(new() { Site = site }, CancellationToken.None).ToListAsync();
            Assert.Equal(Enumerable.Range(0, 90).Select(i => (long)i), log.Select(record => record.LeafIndex));
        }
    }

    [Fact]
    public async Task A_record_reads_back_as_it_was_written()
    {
        var draft = Draft.Of(shop).With(c => c with
        {
            Granted = ulong.MaxValue,
            Banner = ulong.MaxValue,
            Services = ServiceChoices.Of([(511, true), (0, false)]),
            Gpc = true,
            Previous = Guid.CreateVersion7(),
            Page = "/käufe/€/日本",
            Region = "US-CA",
            Lang = "de",
            Source = ConsentSource.Signal,
        }) with
        { RegionSeen = "NO", GpcSeen = true };

        var written = await WriteAsync(draft);

        Assert.Equal(draft.Content, written.Content);
        Assert.Equal(("NO", true), (written.RegionSeen, written.GpcSeen));
        Assert.Equal(written, await CurrentAsync(shop, draft.Content.Visitor));
    }

    [Fact]
    public async Task An_id_sent_again_with_the_same_content_gives_the_stored_record()
    {
        var draft = Draft.Of(shop);
        var written = await WriteAsync(draft);
        Clock.Advance(TimeSpan.FromDays(3));

        var again = await store.Consents.AppendAsync(draft with { Elapsed = TimeSpan.FromDays(3), RegionSeen = "SE", GpcSeen = true });

        Assert.Equal(written, Assert.IsType<AppendOutcome.Known>(again).Record);
        Assert.Equal(1, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task One_id_sent_by_many_at_once_is_stored_once()
    {
        var draft = Draft.Of(shop);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => store.Consents.AppendAsync(draft))));

        var written = Assert.Single(outcomes.OfType<AppendOutcome.Written>());
        Assert.All(outcomes.Except([written]), o => Assert.Equal(written.Record, Assert.IsType<AppendOutcome.Known>(o).Record));
        Assert.Equal(1, await LogSizeAsync(shop));
    }

    [Theory]
    [MemberData(nameof(ContentFields))]
    public async Task An_id_sent_again_with_another_value_is_a_conflict(string field)
    {
        await store.PublishAsync(TestSite.Minimal("shop") with { Name = "A second notice" });
        var draft = Draft.Of(shop);
        await WriteAsync(draft);

        Assert.IsType<AppendOutcome.Conflict>(await store.Consents.AppendAsync(draft.With(Draft.Differences[field])));
        Assert.Equal(1, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task An_id_sent_again_for_another_visitor_or_after_another_choice_is_a_conflict()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);

        Assert.IsType<AppendOutcome.Conflict>(await store.Consents.AppendAsync(draft.With(c => c with { Visitor = Draft.NewVisitor() })));
        Assert.IsType<AppendOutcome.Conflict>(await store.Consents.AppendAsync(draft.With(c => c with { Previous = Guid.CreateVersion7() })));
    }

    [Fact]
    public async Task The_same_id_at_another_site_is_another_record()
    {
        var blog = await PublishAsync("blog");
        var draft = Draft.Of(shop);
        await WriteAsync(draft);

        var other = await WriteAsync(draft with { Site = blog });

        Assert.Equal(0, other.LeafIndex);
        Assert.NotNull(await CurrentAsync(shop, draft.Content.Visitor));
        Assert.NotNull(await CurrentAsync(blog, draft.Content.Visitor));
    }

    [Fact]
    public async Task A_choice_that_fails_does_not_affect_other_choices()
    {
        // There is no site 999 and so no log to write to; the store reports that only to this caller.
        var faulty = store.Consents.AppendAsync(Draft.Of(999));
        var sound = Enumerable.Range(0, 20).Select(_ => WriteAsync(Draft.Of(shop))).ToList();

        await Assert.ThrowsAsync<InvalidOperationException>(() => faulty);
        var leaves = (await Task.WhenAll(sound)).Select(r => r.LeafIndex);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), leaves.Order());
    }
}
