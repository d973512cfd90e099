using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>Tags that a site wrote for Cookiebot, vanilla-cookieconsent or Klaro work as they are.</summary>
public sealed class OtherToolsMarksTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>
    /// What each tag waits for: <c>analytics</c>, <c>marketing</c>, its service <c>shop_ads</c>, <c>preferences</c>, all
    /// of them, or something that never comes.
    /// </summary>
    private static readonly (string Path, string With, string Html)[] Marked =
    [
        ("/tag/cookiebot.js", "analytics", """<script type="text/plain" data-cookieconsent="statistics" src="/tag/cookiebot.js"></script>"""),
        ("/asset/cookiebot-inline.svg", "preferences", """<script type="text/plain" data-cookieconsent="preferences">new Image().src = '/asset/cookiebot-inline.svg'</script>"""),
        ("/asset/cookiebot.html", "marketing", """<iframe data-cookieblock-src="/asset/cookiebot.html" data-cookieconsent="marketing" title="Film" width="400" height="300"></iframe>"""),
        ("/asset/cookiebot.svg", "marketing", """<img data-cookieblock-src="/asset/cookiebot.svg" data-cookieconsent="marketing" alt="">"""),
        ("/tag/cookiebot-list.js", "all", """<script type="text/plain" data-cookieconsent="statistics, marketing,preferences" src="/tag/cookiebot-list.js"></script>"""),
        ("/asset/cookiebot-list.html", "all", """<iframe data-cookieblock-src="/asset/cookiebot-list.html" data-cookieconsent="preferences,statistics,marketing" title="Map" width="400" height="300"></iframe>"""),
        ("/tag/cookiebot-unknown.js", "never", """<script type="text/plain" data-cookieconsent="nonsense" src="/tag/cookiebot-unknown.js"></script>"""),
        ("/tag/vanilla.js", "analytics", """<script type="text/plain" data-category="analytics" src="/tag/vanilla.js"></script>"""),
        ("/asset/vanilla-inline.svg", "analytics", """<script type="text/plain" data-category="analytics">new Image().src = '/asset/vanilla-inline.svg'</script>"""),
        ("/asset/vanilla-module.svg", "analytics", """<script type="text/plain" data-category="analytics" data-type="module">if (import.meta.url) new Image().src = '/asset/vanilla-module.svg'</script>"""),
        ("/tag/vanilla-service.js", "shop_ads", """<script type="text/plain" data-category="marketing" data-service="Service shop_ads" data-src="/tag/vanilla-service.js"></script>"""),
        ("/tag/klaro.js", "shop_ads", """<script type="text/plain" data-type="application/javascript" data-name="shop_ads" data-src="/tag/klaro.js"></script>"""),
        ("/asset/klaro-inline.svg", "shop_ads", """<script type="text/plain" data-type="text/javascript" data-name="Service shop_ads">new Image().src = '/asset/klaro-inline.svg'</script>"""),
        ("/asset/klaro.html", "shop_ads", """<iframe data-name="shop_ads" data-src="/asset/klaro.html" title="Film" width="400" height="300"></iframe>"""),
        ("/asset/klaro.svg", "shop_ads", """<img data-name="shop_ads" data-src="/asset/klaro.svg" alt="">"""),
        ("/asset/klaro.css", "shop_ads", """<link rel="stylesheet" data-name="shop_ads" data-href="/asset/klaro.css">"""),
        ("/tag/klaro-unknown.js", "never", """<script type="text/plain" data-type="application/javascript" data-name="hotjar" data-src="/tag/klaro-unknown.js"></script>"""),
    ];

    /// <summary>Tags that run from the start, once: those that none of the tools holds, and required ones.</summary>
    private const string Free = """
        <script data-cookieconsent="ignore" src="/tag/free1.js"></script>
        <script data-category="analytics" src="/tag/free2.js"></script>
        <script type="text/plain" data-cookieconsent="necessary" src="/tag/free3.js"></script>
        """;

    private static readonly string[] FreePaths = ["/tag/free1.js", "/tag/free2.js", "/tag/free3.js"];

    [Fact]
    public async Task They_are_held_and_released_by_category_and_by_service()
    {
        var (page, pages) = await OpenAsync(string.Concat(Marked.Select(one => one.Html)) + Free);
        await LoadedAsync(page, pages, "no choice");
        await page.DecideAsync(page.Banner("reject-all"));
        await LoadedAsync(page, pages, "refused");

        await page.DecideAsync("() => ConsentHub.save({ analytics: true, marketing: true }, { shop_ads: false })");
        await LoadedAsync(page, pages, "service denied alone", "analytics", "marketing");

        await page.DecideAsync("() => ConsentHub.save({}, { shop_ads: true })");
        await LoadedAsync(page, pages, "service granted later", "analytics", "marketing", "shop_ads");

        await page.DecideAsync("() => ConsentHub.acceptAll()");
        await LoadedAsync(page, pages, "granted", "analytics", "marketing", "shop_ads", "preferences", "all");
    }

    [Fact]
    public async Task Withdrawal_takes_back_what_it_can_and_holds_what_is_added_later()
    {
        var (page, pages) = await OpenAsync("");
        await page.DecideAsync(page.Banner("accept-all"));
        var html = string.Concat(Marked.Select(one => one.Html));
        // Added by an application after the grant.
        await page.EvaluateAsync("html => { document.body.appendChild(document.createElement('main')).innerHTML = html; }", html);
        string[] all = ["analytics", "marketing", "shop_ads", "preferences", "all"];
        await LoadedAsync(page, pages, "granted", all);

        await page.DecideAsync("() => ConsentHub.withdraw()");

        await Expect(page.Locator("iframe[src], img[src], link[href]")).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToHaveCountAsync(3);
        await page.EvaluateAsync("html => { document.querySelector('main').innerHTML = html; }", html);
        await LoadedAsync(page, pages, "withdrawn", all);
    }

    [Fact]
    public async Task What_waits_for_a_denial_runs_when_a_grant_is_withdrawn_and_not_before()
    {
        var (page, pages) = await OpenAsync("""
            <script type="text/plain" data-category="!analytics" src="/tag/without-statistics.js"></script>
            <script type="text/plain" data-category="marketing" data-service="!shop_ads" src="/tag/without-ads.js"></script>
            """);
        await page.DecideAsync(page.Banner("reject-all"));
        await page.DecideAsync("() => ConsentHub.save({ analytics: true })");
        await page.RanAsync();
        Assert.Equal(0, pages.CountOf("/tag/without-statistics.js") + pages.CountOf("/tag/without-ads.js"));

        await page.DecideAsync("() => ConsentHub.withdraw()");

        await page.RanAsync("without-statistics");
        Assert.Equal(0, pages.CountOf("/tag/without-ads.js"));
    }

    private async Task<(IPage Page, SitePages Pages)> OpenAsync(string body)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub, body));
        await Expect(page.Banner()).ToBeVisibleAsync();
        return (page, pages);
    }

    /// <summary>The tags that wait for these names have loaded once, all others not at all.</summary>
    private static async Task LoadedAsync(IPage page, SitePages pages, string state, params string[] with)
    {
        string[] free = await page.Locator("[src*=free1]").CountAsync() > 0 ? FreePaths : [];
        var expected = Marked.Where(one => with.Contains(one.With)).Select(one => one.Path).Concat(free).Select(path => (path, Count: 1)).Order().ToList();
        var paths = Marked.Select(one => one.Path).Concat(FreePaths);
        var end = Environment.TickCount64 + 60_000;
        while (Environment.TickCount64 < end && expected.Any(one => pages.CountOf(one.path) == 0))
            await Task.Delay(50);

        await page.EvaluateAsync("() => new Promise(done => setTimeout(done)).then(() => fetch('/asset/last.css'))");
        Assert.Equal($"{state}:\n{string.Join('\n', expected)}", $"{state}:\n{string.Join('\n', paths.Select(path => (path, Count: pages.CountOf(path))).Where(one => one.Count > 0).Order())}");
    }
}
