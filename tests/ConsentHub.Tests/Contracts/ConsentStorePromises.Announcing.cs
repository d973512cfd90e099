using ConsentHub.Audit;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites.Publishing;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    private static readonly SiteFile Next = TestSite.Minimal("shop").WithService("marketing", s => s with { Provider = "Other AS" });

    [Fact]
    public async Task An_announced_version_is_stored_beside_the_one_in_force_and_published_once_at_its_time()
    {
        var from = Clock.GetUtcNow().AddDays(30);
        var announced = Assert.IsType<PublishOutcome.Announced>(await ApplyAsync(Announce(Next, from)));
        Assert.Equal((2, from, true), (announced.Version, announced.From, announced.Material));

        var before = (await ShopAsync())!;
        Assert.Equal((1, from, Clock.GetUtcNow()), (before.Latest.Version, before.Announced!.EffectiveFrom, before.Announced.AnnouncedAt));
        Assert.Equal(NoticeContent.Canonical(Next), before.Announced.Content);
        Assert.Equal(before.Announced.Content, Assert.Single(await store.Sites.LoadAsync(before.Stamp - 1, CancellationToken.None)).Announced!.Content);

        Clock.Set(from.AddMilliseconds(-1));
        Assert.Null(await Publisher.PublishAnnouncedAsync("shop", CancellationToken.None));
        Clock.Set(from);
        var published = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Publisher.PublishAnnouncedAsync("shop", CancellationToken.None))));

        Assert.Equal((2, true), Assert.Single(published, p => p is not null) is { } only ? (only.Version, only.Material) : default);
        var after = (await ShopAsync())!;
        Assert.Null(after.Announced);
        Assert.Equal((2, 2, from), (after.Latest.Version, after.Latest.ValidSince, after.Latest.PublishedAt));
        Assert.Equal([ChangeKind.ProviderChanged], after.Latest.Changes.Select(c => c.Kind));
        Assert.Equal(2, (await store.Sites.NoticesAsync(shop, CancellationToken.None)).Count);
        // The file still states the time, which is past now.
        Assert.Equal(new PublishOutcome.Unchanged(2), await ApplyAsync(Announce(Next, from)));
        // After a crash the file is read before the run publishes the version.
        Assert.Null(await Publisher.PublishAnnouncedAsync("shop", CancellationToken.None));
    }

    [Fact]
    public async Task Another_file_replaces_the_announced_version_and_the_file_in_force_withdraws_it()
    {
        var (soon, later) = (Clock.GetUtcNow().AddDays(10), Clock.GetUtcNow().AddDays(20));
        await ApplyAsync(Announce(Next, soon));

        var moved = await ApplyAsync(Announce(Next, later));
        Assert.Equal(later, Assert.IsType<PublishOutcome.Announced>(moved).From);
        Assert.Equal(new PublishOutcome.Unchanged(1, later), await ApplyAsync(Announce(Next, later)));
        Assert.Equal(new PublishOutcome.SettingsChanged(1), await ApplyAsync(Announce(Next, later) with { Origins = ["https://other.example"] }));
        Assert.Equal((later, "https://other.example"), ((await ShopAsync())!.Announced!.EffectiveFrom, (await ShopAsync())!.Origins.Single()));

        Assert.Equal(new PublishOutcome.Withdrawn(1, later), await ApplyAsync(TestSite.Minimal("shop")));
        Assert.Null((await ShopAsync())!.Announced);
        Assert.Equal(new PublishOutcome.Unchanged(1), await ApplyAsync(TestSite.Minimal("shop")));

        await ApplyAsync(Announce(Next, later));
        Assert.Equal(2, Assert.IsType<PublishOutcome.Published>(await ApplyAsync(TestSite.Minimal("shop") with { Name = "At once" })).Version);
        Clock.Set(later.AddDays(1));
        Assert.Null(await Publisher.PublishAnnouncedAsync("shop", CancellationToken.None));
        Assert.Equal(2, (await ShopAsync())!.Latest.Version);
    }

    [Fact]
    public async Task A_time_in_the_past_too_far_ahead_or_of_a_new_site_is_refused_and_nothing_is_lost()
    {
        var from = Clock.GetUtcNow().AddDays(10);
        await ApplyAsync(Announce(Next, from));
        var stamp = await store.Sites.StampAsync(CancellationToken.None);

        var other = Next with { Name = "Another" };
        Assert.StartsWith("must be in the future", Assert.IsType<PublishOutcome.NotEffective>(await ApplyAsync(Announce(other, Clock.GetUtcNow()))).Rule, StringComparison.Ordinal);
        Assert.Equal("must be at most 366 days ahead", Assert.IsType<PublishOutcome.NotEffective>(await ApplyAsync(Announce(other, Clock.GetUtcNow().AddDays(366).AddSeconds(1)))).Rule);
        Assert.EndsWith("leave it out", Assert.IsType<PublishOutcome.NotEffective>(await ApplyAsync(Announce(TestSite.Minimal("fresh"), from))).Rule, StringComparison.Ordinal);

        Assert.Equal(stamp, await store.Sites.StampAsync(CancellationToken.None));
        Assert.Equal(from, (await ShopAsync())!.Announced!.EffectiveFrom);
        Assert.Null(await store.Sites.FindAsync("fresh", CancellationToken.None));
    }

    [Fact]
    public async Task A_change_compared_with_an_announcement_that_was_replaced_writes_nothing()
    {
        await ApplyAsync(Announce(Next, Clock.GetUtcNow().AddDays(10)));
        var seen = (await ShopAsync())!;
        await ApplyAsync(Announce(Next, Clock.GetUtcNow().AddDays(20)));

        Assert.False(await store.PublishAsync(new SiteChange("shop", ManagedBy.File, seen.Origins, 1, seen.Numbers, null) { ExpectedStamp = seen.Stamp }));

        Assert.Equal(Clock.GetUtcNow().AddDays(20), (await ShopAsync())!.Announced!.EffectiveFrom);
    }

    private SitePublisher Publisher => new(store.Sites, store.Trail, Clock);

    private static SiteFile Announce(SiteFile file, DateTimeOffset from) => file with { EffectiveFrom = ConsentHub.Formats.Rfc3339.Of(from) };

    private Task<PublishOutcome> ApplyAsync(SiteFile file) => Publisher.PublishAsync(file, ManagedBy.File, new PublishOptions(), Actor.CommandLine, CancellationToken.None);

    private Task<StoredSite?> ShopAsync() => store.Sites.FindAsync("shop", CancellationToken.None);
}
