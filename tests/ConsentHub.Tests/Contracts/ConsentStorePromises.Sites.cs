using System.Text;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    [Fact]
    public async Task A_published_site_is_found_with_everything_that_was_published()
    {
        var file = TestSite.Minimal("blog");
        var number = await store.PublishAsync(file);

        var found = await store.Sites.FindAsync("blog", CancellationToken.None);

        Assert.Equal((number, "blog", ManagedBy.File, 1, 1), (found!.Number, found.Key, found.ManagedBy, found.Latest.Version, found.Latest.ValidSince));
        Assert.Equal(file.Origins, found.Origins);
        Assert.Equal(Clock.GetUtcNow(), found.Latest.PublishedAt);
        Assert.Equal(NoticeContent.Canonical(file), found.Latest.Content);
        Assert.Equal(32, found.Latest.Digest.Length);
        Assert.Equal(["blog", "shop"], (await store.Sites.LoadAsync(ISiteStore.BeforeAll, CancellationToken.None)).Select(s => s.Key));
        Assert.Null(await store.Sites.FindAsync("nowhere", CancellationToken.None));
    }

    [Fact]
    public async Task Versions_never_change_and_are_listed_oldest_first()
    {
        var first = await NoticeAsync(1);
        Clock.Advance(TimeSpan.FromDays(1));
        await store.PublishAsync(TestSite.Minimal("shop").With("marketing", c => c with { Purposes = [.. c.Purposes, "profiling"] }));

        var versions = await store.Sites.NoticesAsync(shop, CancellationToken.None);

        Assert.Equal([1, 2], versions.Select(v => v.Version));
        Assert.Equal(first!.Content, versions[0].Content);
        Assert.Equal(first.PublishedAt, versions[0].PublishedAt);
        Assert.Equal([ChangeKind.PurposeAdded], versions[1].Changes.Select(c => c.Kind));
        Assert.Equal((2, Clock.GetUtcNow()), (versions[1].ValidSince, versions[1].PublishedAt));
        Assert.Null(await NoticeAsync(3));
    }

    [Fact]
    public async Task A_change_compared_with_another_version_writes_nothing()
    {
        await store.PublishAsync(TestSite.Minimal("shop") with { Name = "A second notice" });
        var stored = await store.Sites.FindAsync("shop", CancellationToken.None);
        var stamp = await store.Sites.StampAsync(CancellationToken.None);

        var numbers = new ItemNumbers(new Dictionary<string, int> { ["late"] = 60 }, new Dictionary<string, int> { ["late"] = 500 });
        var notice = new NewNotice(stored!.Latest with { Version = 3 }, 15, 1, [new NoticeText("en", 0, "late"u8.ToArray())]);
        var late = new SiteChange("shop", ManagedBy.Console, ["https://late.example"], ExpectedVersion: 1, numbers, notice);

        Assert.False(await store.PublishAsync(late));
        Assert.False(await store.PublishAsync(late with { ExpectedVersion = 3 }));
        Assert.False(await store.PublishAsync(late with { ExpectedVersion = 0 }));

        var after = await store.Sites.FindAsync("shop", CancellationToken.None);
        Assert.Equal((2, ManagedBy.File), (after!.Latest.Version, after.ManagedBy));
        Assert.Equal(stored.Origins, after.Origins);
        Assert.DoesNotContain("late", after.Numbers.Categories.Keys);
        Assert.Null(await store.Sites.FindTextAsync(shop, 3, "en", 0, CancellationToken.None));
        Assert.Equal(stamp, await store.Sites.StampAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Of_many_who_publish_at_once_on_one_version_one_succeeds()
    {
        var stored = await store.Sites.FindAsync("shop", CancellationToken.None);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => store.PublishAsync(new SiteChange(
            "shop", ManagedBy.File, [$"https://{i}.example"], 1, stored!.Numbers, new NewNotice(stored.Latest with { Version = 2 }, 15, 1, []))))));

        Assert.Single(outcomes, done => done);
        Assert.Equal(2, (await store.Sites.NoticesAsync(shop, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Texts_are_read_back_byte_for_byte()
    {
        var stored = await store.Sites.FindAsync("shop", CancellationToken.None);
        byte[] odd = [0x00, 0xFF, 0xFE, .. Encoding.UTF8.GetBytes("„ß€日本\r\n\u2028"), 0x00];
        await store.PublishAsync(new SiteChange(
            "shop", ManagedBy.File, ["https://shop.example"], 1, stored!.Numbers,
            new NewNotice(stored.Latest with { Version = 2 }, 15, 1, [new NoticeText("en", 0, odd), new NoticeText("en", 1, []), new NoticeText("zh-Hant", 0, [7])])));

        Assert.Equal(odd, await TextAsync(2, "en", 0));
        Assert.Empty((await TextAsync(2, "en", 1))!);
        Assert.Equal([7], await TextAsync(2, "zh-Hant", 0));
        Assert.Null(await TextAsync(2, "de", 0));
        Assert.Null(await TextAsync(2, "en", 2));
        var first = Encoding.UTF8.GetString((await TextAsync(1, "de", 0))!);
        Assert.Contains("\"lang\":\"de\"", first, StringComparison.Ordinal);

        Task<byte[]?> TextAsync(int version, string lang, int rule) => store.Sites.FindTextAsync(shop, version, lang, rule, CancellationToken.None);
    }

    [Fact]
    public async Task Numbers_of_categories_and_services_are_kept_when_an_item_is_removed_and_added_again()
    {
        var before = (await store.Sites.FindAsync("shop", CancellationToken.None))!.Numbers;
        var file = TestSite.Minimal("shop");
        await store.PublishAsync(file with { Categories = [.. file.Categories.Where(c => c.Id != "analytics"), TestSite.Category("chat", "Chat", "Chat")] });
        await store.PublishAsync(file with { Name = "Back again" });

        var after = (await store.Sites.FindAsync("shop", CancellationToken.None))!.Numbers;

        Assert.All(before.Categories, n => Assert.Equal(n.Value, after.Categories[n.Key]));
        Assert.All(before.Services, n => Assert.Equal(n.Value, after.Services[n.Key]));
        Assert.Equal(4, after.Categories["chat"]);
    }

    [Fact]
    public async Task The_stamp_changes_with_every_publication_and_every_change_of_settings()
    {
        var stamps = new List<long> { await store.Sites.StampAsync(CancellationToken.None) };
        var stored = await store.Sites.FindAsync("shop", CancellationToken.None);
        await store.PublishAsync(new SiteChange("shop", ManagedBy.File, ["https://other.example"], 1, stored!.Numbers, null));
        stamps.Add(await store.Sites.StampAsync(CancellationToken.None));
        await store.PublishAsync(TestSite.Minimal("shop") with { Name = "A second notice" });
        stamps.Add(await store.Sites.StampAsync(CancellationToken.None));
        await PublishAsync("blog");
        stamps.Add(await store.Sites.StampAsync(CancellationToken.None));

        Assert.Equal(stamps.Distinct().Order(), stamps);
        Assert.Equal(stamps[^1], await store.Sites.StampAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Only_what_was_changed_after_a_stamp_is_loaded()
    {
        await PublishAsync("blog");
        var before = await store.Sites.StampAsync(CancellationToken.None);
        Assert.Empty(await store.Sites.LoadAsync(before, CancellationToken.None));

        await store.PublishAsync(TestSite.Minimal("shop") with { Name = "A second notice" });

        var changed = Assert.Single(await store.Sites.LoadAsync(before, CancellationToken.None));
        var found = await store.Sites.FindAsync("shop", CancellationToken.None);
        Assert.Equal(("shop", 2, found!.Number), (changed.Key, changed.Latest.Version, changed.Number));
        Assert.Equal(found.Latest.Content, changed.Latest.Content);
        Assert.Equal(found.Numbers.Categories, changed.Numbers.Categories);
        Assert.Equal(found.Origins, changed.Origins);
    }

    [Fact]
    public async Task A_draft_is_kept_until_it_is_deleted_also_of_a_site_that_was_never_published()
    {
        byte[] draft = [0x00, 0xFF, .. "{}"u8];
        await store.Sites.SaveDraftAsync("later", "first"u8.ToArray());
        await store.Sites.SaveDraftAsync("later", draft);
        await store.Sites.SaveDraftAsync("shop", "second"u8.ToArray());

        Assert.Equal(draft, await store.Sites.FindDraftAsync("later", CancellationToken.None));
        Assert.Null(await store.Sites.FindAsync("later", CancellationToken.None));
        await store.Sites.DeleteDraftAsync("later");
        await store.Sites.DeleteDraftAsync("later");
        Assert.Null(await store.Sites.FindDraftAsync("later", CancellationToken.None));
        Assert.NotNull(await store.Sites.FindDraftAsync("shop", CancellationToken.None));
    }

    private Task<StoredNotice?> NoticeAsync(int version) => store.Sites.FindNoticeAsync(shop, version, CancellationToken.None);
}
