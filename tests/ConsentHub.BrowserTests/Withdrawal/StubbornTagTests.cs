using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Withdrawal;

/// <summary>A tag that does not know ConsentHub and writes its cookies and storage again every 200 ms.</summary>
public sealed class StubbornTagTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Code = """
        const data = document.documentElement.dataset;
        const write = () => {
          if (/tracker=/.test(document.cookie) || localStorage.getItem('tracker.queue') !== null) data.survived = Number(data.survived ?? 0) + 1;
          document.cookie = 'tracker=1; Path=/; Max-Age=86400';
          document.cookie = 'tracker_deep=1; Max-Age=86400';
          localStorage.setItem('tracker.queue', '1');
          sessionStorage.setItem('tracker.visit', '1');
          data.writes = Number(data.writes ?? 0) + 1;
        };
        write();
        setInterval(write, 200);
        indexedDB.open('tracker-db').onsuccess = opened => opened.target.result.close();
        caches.open('tracker-cache');
        """;

    private static readonly SiteFile Site = ShopSite.File.WithService("analytics", service => service with
    {
        Cookies =
        [
            new() { Name = "tracker*", Duration = "P1D" },
            new() { Name = "tracker.*", Kind = CookieKind.LocalStorage },
            new() { Name = "tracker.visit", Kind = CookieKind.SessionStorage },
            new() { Name = "tracker-db", Kind = CookieKind.IndexedDb },
            new() { Name = "tracker-cache", Kind = CookieKind.Cache },
        ],
    });

    [Fact]
    public async Task Everything_that_it_stores_is_gone_soon_after_the_withdrawal()
    {
        var (page, _) = await GrantedAsync();
        Assert.Equal(5, await CountAsync(page));

        await page.DecideAsync("() => ConsentHub.withdraw()");

        await page.UntilAsync(Nothing);
    }

    [Fact]
    public async Task It_stays_gone_though_the_tag_writes_again_and_again()
    {
        var (page, _) = await GrantedAsync();
        Assert.InRange(await SurvivedAsync(page), 1, int.MaxValue);
        await page.DecideAsync("() => ConsentHub.withdraw()");
        await page.UntilAsync(Nothing);
        var survived = await SurvivedAsync(page);

        await page.WaitForFunctionAsync($"() => document.documentElement.dataset.writes >= {await WritesAsync(page) + 10}");

        Assert.Equal(survived, await SurvivedAsync(page));
    }

    [Fact]
    public async Task Nothing_of_it_is_left_at_the_next_load()
    {
        var (page, address) = await GrantedAsync();
        await page.DecideAsync("() => ConsentHub.withdraw()");
        await page.CloseAsync();

        var next = await ProfileOf(page).OpenAsync(address);
        await next.ReadyAsync();

        await next.UntilAsync(Nothing);
        Assert.Null(await next.Locator("html").GetAttributeAsync("data-writes"));
    }

    [Fact]
    public async Task A_cookie_set_for_a_deeper_path_is_cleared_too()
    {
        var (page, _) = await GrantedAsync("/shop/coffee/");
        Assert.Contains(await page.Context.CookiesAsync(), cookie => cookie is { Name: "tracker_deep", Path: "/shop/coffee" or "/shop/coffee/" });

        await page.DecideAsync("() => ConsentHub.withdraw()");

        await page.UntilAsync(Nothing);
    }

    private const string Nothing =
        """
        async () => !/tracker/.test(document.cookie) && localStorage.getItem('tracker.queue') === null
          && sessionStorage.getItem('tracker.visit') === null && !(await indexedDB.databases()).some(db => db.name === 'tracker-db')
          && !(await caches.has('tracker-cache'))
        """;

    private static Task<int> WritesAsync(IPage page) => page.EvaluateAsync<int>("() => Number(document.documentElement.dataset.writes)");

    /// <summary>How often the tag, before writing again, found what it had written 200 ms before.</summary>
    private static Task<int> SurvivedAsync(IPage page) => page.EvaluateAsync<int>("() => Number(document.documentElement.dataset.survived ?? 0)");

    private static async Task<int> CountAsync(IPage page) =>
        (await page.KeptAsync()).Count(name => name.StartsWith("tracker", StringComparison.Ordinal));

    private async Task<(IPage Page, Uri Address)> GrantedAsync(string path = "/")
    {
        var hub = await StartShopAsync(Site);
        var pages = await StartPagesAsync();
        pages.ServeScript("/tracker.js", Code);
        var address = pages.Serve(hub, """<script type="text/plain" data-consent="analytics" data-src="/tracker.js"></script>""", path: path);
        var page = await OpenAsync(address);
        await page.DecideAsync(page.Banner("accept-all"));
        await page.UntilAsync("async () => document.documentElement.dataset.writes > 1 && (await indexedDB.databases()).length > 0 && await caches.has('tracker-cache')");
        return (page, address);
    }
}
