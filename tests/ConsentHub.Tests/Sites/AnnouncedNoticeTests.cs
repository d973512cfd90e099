using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ConsentHub.Formats;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Sites;

/// <summary>What visitors are told of an announced version: in the notice, in the list, in the feed and on the pages.</summary>
public sealed class AnnouncedNoticeTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private static readonly SiteFile Site = TestSite.Minimal("shop");

    private readonly TestClock clock = new();

    [Fact]
    public async Task The_notice_and_the_list_of_versions_name_what_is_announced_and_nothing_else_changes()
    {
        await using var hub = await Hub.StartAsync([Site], clock: clock);
        var before = await hub.Client.GetAsync("/v1/sites/shop/notice?lang=de").JsonAsync();
        var script = await hub.Client.GetByteArrayAsync("/consent.js?site=shop&lang=de");
        var version = await hub.Client.GetStringAsync("/v1/sites/shop/notices/1?lang=de&region=ZZ");
        Assert.Null(before["announced"]);
        Assert.Null((await hub.Client.GetAsync("/v1/sites/shop/notices").JsonAsync())["announced"]);

        await AnnounceAsync(hub);

        var after = await hub.Client.GetAsync("/v1/sites/shop/notice?lang=de").JsonAsync();
        var announced = after["announced"]!;
        Assert.Equal((2, "2026-04-01T09:30:00.000Z", "2026-03-02T09:30:00.000Z", true), ((int)announced["version"]!, (string?)announced["effectiveFrom"], (string?)announced["announcedAt"], (bool)announced["material"]!));
        Assert.Equal("Eine neue Version dieses Hinweises tritt in Kraft: 1. April 2026, 09:30 UTC", (string?)announced["text"]);
        // The category is new, so only the announced version knows its name in German.
        Assert.Contains("Gemeinschaft", announced["changes"]!.ToJsonString(), StringComparison.Ordinal);
        after.AsObject().Remove("announced");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.Equal(script, await hub.Client.GetByteArrayAsync("/consent.js?site=shop&lang=de"));
        Assert.Equal(version, await hub.Client.GetStringAsync("/v1/sites/shop/notices/1?lang=de&region=ZZ"));

        var list = await hub.Client.GetAsync("/v1/sites/shop/notices").JsonAsync();
        Assert.Single(list["versions"]!.AsArray());
        Assert.Equal(("2026-04-01T09:30:00.000Z", "category_added"), ((string?)list["announced"]!["effectiveFrom"], (string?)list["announced"]!["changes"]![0]!["kind"]));

        clock.Advance(TimeSpan.FromDays(30));
        await Eventually.Async(() => hub.VersionAsync("shop"), v => v == 2);
        Assert.Null((await hub.Client.GetAsync("/v1/sites/shop/notice?lang=de").JsonAsync())["announced"]);
        Assert.Null((await hub.Client.GetAsync("/v1/sites/shop/notices").JsonAsync())["announced"]);
    }

    [Fact]
    public async Task The_pages_without_JavaScript_say_when_the_version_takes_effect_and_what_it_changes()
    {
        await using var hub = await Hub.StartAsync([Site], clock: clock);
        Assert.DoesNotContain("takes effect", await hub.Client.GetStringAsync("/preferences/shop?lang=en"), StringComparison.Ordinal);
        await AnnounceAsync(hub);

        foreach (var page in new[] { "/preferences/shop?lang=en", "/preferences/shop/notices?lang=en" })
        {
            var html = await hub.Client.GetStringAsync(page);
            Assert.Contains("""<time datetime="2026-04-01T09:30:00.000Z">A new version of this notice takes effect: 1 April 2026, 09:30 UTC</time>""", html, StringComparison.Ordinal);
            Assert.Contains("<li>New category: Community.</li>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_feed_lists_every_version_and_the_announced_one_with_what_RFC_4287_requires()
    {
        await using var hub = await Hub.StartAsync([Site], clock: clock);
        clock.Advance(TimeSpan.FromDays(1));
        await hub.PublishAsync(Site with { PrivacyContact = new PrivacyContact { Email = "dpo@shop.example" } }, version: 2);
        clock.Advance(TimeSpan.FromDays(1));
        var before = await FeedAsync(hub);
        await AnnounceAsync(hub);

        var feed = await FeedAsync(hub);

        Assert.Equal((Atom + "feed", "en"), (feed.Name, (string?)feed.Attribute(XNamespace.Xml + "lang")));
        Assert.Equal("Test Shop AS", (string?)feed.Element(Atom + "author")!.Element(Atom + "name"));
        Assert.Equal($"{hub.Address}v1/sites/shop/notices.atom", (string?)feed.Element(Atom + "id"));
        Assert.Equal(["self", "alternate"], feed.Elements(Atom + "link").Select(l => (string?)l.Attribute("rel")));
        var entries = feed.Elements(Atom + "entry").ToList();
        Assert.Equal(
            ["A new version of this notice takes effect: 3 April 2026, 09:30 UTC", "Version 2, 3 March 2026", "Version 1, 2 March 2026"], entries.Select(e => (string?)e.Element(Atom + "title")));
        Assert.Equal(["New category: Community.", "The contact for privacy questions has changed.", null], entries.Select(e => ((string?)e.Element(Atom + "summary"))?.Split('\n')[0]));
        Assert.Equal(["2026-03-04T09:30:00.000Z", "2026-03-03T09:30:00.000Z", "2026-03-02T09:30:00.000Z"], entries.Select(e => (string?)e.Element(Atom + "updated")));
        Assert.Equal("2026-03-04T09:30:00.000Z", (string?)feed.Element(Atom + "updated"));
        // RFC 4287, sections 4.1.1 and 4.1.2: exactly one of each, ids unique and absolute, every link leads somewhere.
        foreach (var element in entries.Prepend(feed))
        {
            Assert.All(["id", "title", "updated"], name => Assert.Single(element.Elements(Atom + name)));
            Assert.True(DateTimeOffset.TryParse((string?)element.Element(Atom + "updated"), CultureInfo.InvariantCulture, out _));
            Assert.True(Uri.TryCreate((string?)element.Element(Atom + "id"), UriKind.Absolute, out _));
            var page = element.Elements(Atom + "link").Single(l => (string?)l.Attribute("rel") == "alternate");
            Assert.Contains("Test Shop", await hub.Client.GetStringAsync((string?)page.Attribute("href")), StringComparison.Ordinal);
        }

        Assert.Equal(4, entries.Prepend(feed).Select(e => (string?)e.Element(Atom + "id")).Distinct().Count());
        Assert.Equal(before.Elements(Atom + "entry").Select(e => e.ToString()), entries.Skip(1).Select(e => e.ToString()));
    }

    [Fact]
    public async Task The_feed_is_cached_as_the_list_is_and_has_the_languages_of_the_site()
    {
        await using var hub = await Hub.StartAsync([Site], clock: clock);

        using var first = await hub.Client.GetAsync("/v1/sites/shop/notices.atom?lang=de");
        Assert.Equal(("application/atom+xml", "public, max-age=60"), (first.Content.Headers.ContentType?.MediaType, first.Headers.CacheControl?.ToString()));
        Assert.Contains("Versionen dieses Hinweises", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var again = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/notices.atom?lang=de", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(304, (int)again.StatusCode);
        await hub.Client.GetAsync("/v1/sites/shop/notices.atom?lang=fr").RefusedAsync(400, "invalid_query", "lang");
        await hub.Client.GetAsync("/v1/sites/nowhere/notices.atom").RefusedAsync(404, "unknown_site");
    }

    private async Task AnnounceAsync(Hub hub)
    {
        var site = hub.Site().Latest.Content with { Origins = Site.Origins };
        hub.Folder.WriteSite(site with
        {
            Categories = [.. site.Categories, TestSite.Category("community", "Community", "Gemeinschaft", TestSite.Service("shop_forum"))],
            EffectiveFrom = Rfc3339.Of(clock.GetUtcNow().AddDays(30)),
        });
        await Eventually.Async(() => Task.FromResult(hub.Site().Announced), a => a is not null);
    }

    private static async Task<XElement> FeedAsync(Hub hub) => XDocument.Parse(Encoding.UTF8.GetString(await hub.Client.GetByteArrayAsync("/v1/sites/shop/notices.atom"))).Root!;
}
