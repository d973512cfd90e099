using System.Text.Json.Nodes;
using ConsentHub.Banner;
using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>A page has pinned the code. An attacker who has taken over the hub can then change only data.</summary>
public sealed class TakenOverHubTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Refused = "a notice was refused because of its";

    /// <summary>The page's own stored data, set before anything else runs.</summary>
    private const string Own = """<script>document.cookie = 'session=1;path=/'; localStorage.cart = '3';</script>""";

    private static readonly Dictionary<string, (string Field, Action<JsonObject> Change)> Attacks = new(StringComparer.Ordinal)
    {
        ["a script as a link"] = ("links.privacy", notice => notice["links"] = new JsonObject { ["privacy"] = "javascript:window.evil=1" }),
        ["a script as a provider's policy"] = ("policyUrl", notice => Service(notice)["policyUrl"] = "JAVASCRIPT:window.evil=1"),
        ["a rule in the radius"] = ("theme.radius", notice => notice["theme"]!["radius"] = "0}[data-ch=reject-all]{display:none!important}.z{"),
        ["an address as a colour"] = ("theme.light.bg", notice => notice["theme"]!["light"]!["bg"] = "red}.ch *{background:url(/leak)}.x{--y:z"),
        ["a refusal that nobody can read"] = ("theme.light", notice => notice["theme"]!["light"]!["onReject"] = (string?)notice["theme"]!["light"]!["reject"]),
        ["a refusal without a word"] = ("texts.rejectAll", notice => notice["texts"]!["rejectAll"] = " "),
        ["a name that covers everything"] = ("cookies[0].name", notice => Service(notice)["cookies"] = Cookies("s*")),
    };

    [Theory, EveryEngine]
    public async Task A_notice_that_no_site_file_could_produce_is_refused_as_a_whole(Engine engine)
    {
        var current = "";
        var (pages, page) = await OpenAsync(engine, notice => Attacks[current].Change(notice), go: false);
        page.ExpectError(Refused);
        foreach (var (name, (field, _)) in Attacks)
        {
            current = name;
            await page.GoToAsync(pages.At("/"));
            await page.UntilAsync("() => typeof window.ConsentHub?.has === 'function'");
            Assert.Equal((name, 0), (name, await page.RunAsync<int>("async () => Object.keys(await ConsentHub.ready).length")));
            Assert.Equal((name, true), (name, await page.RunAsync<bool>("() => !document.querySelector('#consenthub')")));
            await page.RunAsync("() => ConsentHub.rejectAll()");
            Assert.Equal((name, "session=1 | 3"), (name, await page.RunAsync<string>("() => `${document.cookie} | ${localStorage.cart}`")));
            await page.ReloadAsync();
            Assert.Contains(page.Errors, error => error.Contains(Refused, StringComparison.Ordinal) && error.Contains(field, StringComparison.Ordinal));
        }

        Assert.Equal(0, pages.CountOf("/leak"));
        Assert.Equal(0, pages.CountOf("/tag/analytics.js"));
    }

    [Theory, EveryEngine]
    public async Task The_pages_own_data_is_cleared_neither_before_a_choice_nor_by_a_refusal(Engine engine)
    {
        var (_, page) = await OpenAsync(engine, notice => Service(notice)["cookies"] = Cookies("session", "cart"));
        await page.ClickAsync("[data-ch=reject-all]");
        await page.UntilAsync("() => !find('[data-ch=banner]')");
        await page.ReloadAsync();
        await page.UntilAsync("async () => (await window.ConsentHub?.ready)?.auth");
        Assert.Contains("session=1", await page.RunAsync<string>("() => document.cookie"), StringComparison.Ordinal);
        Assert.Equal("3", await page.RunAsync<string>("() => localStorage.cart"));
    }

    /// <summary>The pinned script refuses nothing that the product itself publishes.</summary>
    [Fact]
    public async Task Every_shipped_site_is_shown_in_each_of_its_languages_by_a_pinned_script()
    {
        var folder = new TestFolder();
        var sites = folder.WriteShippedSites();
        var pages = await StartPagesAsync();
        await using var hub = await Hub.StartAsync(folder: folder, settings: [("Logging:LogLevel:Default", "Error"), ("ConsentHub:PublicUrl", pages.At("/consent").AbsoluteUri)]);
        pages.Forward(hub);
        var profile = await NewProfileAsync();
        var page = await profile.Context.NewPageAsync();
        foreach (var site in sites)
        {
            foreach (var lang in hub.Site(site).Latest.Content.Languages)
            {
                await page.GotoAsync(pages.ServeHtml(Tag(hub, site), "", $"/{site}/{lang}", lang).AbsoluteUri);
                await Expect(page.Banner()).ToBeVisibleAsync();
            }
        }
    }

    private async Task<(SitePages Pages, EnginePage Page)> OpenAsync(Engine engine, Action<JsonObject> change, bool go = true)
    {
        var pages = await StartPagesAsync();
        var links = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal) { ["privacy"] = TestSite.Text("/privacy", "/datenschutz") };
        var hub = await StartShopAsync(ShopSite.File with { Links = links }, ("ConsentHub:PublicUrl", pages.At("/consent").AbsoluteUri));
        pages.Forward(hub, change);
        pages.ServeHtml(Own + Tag(hub, "shop"), ShopSite.Tags);
        return (pages, await OpenAsync(engine, go ? pages.At("/") : new Uri("about:blank")));
    }

    private static string Tag(Hub hub, string site)
    {
        var code = hub.Services.GetRequiredService<BannerCode>();
        return $"""<script src="/consent/banner/{code.Hash}/consenthub.js" integrity="{code.Integrity}" crossorigin data-site="{site}" async></script>""";
    }

    /// <summary>The first service of the category <c>analytics</c>.</summary>
    private static JsonObject Service(JsonObject notice) => notice["categories"]![2]!["services"]![0]!.AsObject();

    private static JsonArray Cookies(params string[] names) =>
        [.. names.Select(name => new JsonObject { ["name"] = name, ["kind"] = name == "cart" ? "local_storage" : "cookie" })];
}
