using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>The inline stub holds unmarked elements to declared hosts, and the core releases them by the service that declares the host.</summary>
public sealed class StubAndCoreTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Hosts = "data-hosts=\"stats.localhost tracker.localhost\"";

    /// <summary>
    /// Typical unmarked elements: a tag in the markup, one that a loader inserts, an embed, a picture; <c>@</c> is
    /// replaced by the tracker's address.
    /// </summary>
    private const string Body = """
        <script src="@/tag/parsed.js" onload="document.documentElement.dataset.parsed = 'loaded'"></script>
        <script src="http://stats.localhost:%/tag/statistics.js"></script>
        <iframe src="@/asset/film.html" title="Film" width="400" height="300"></iframe>
        <script>
          window.load = name => new Promise(done => {
            const tag = document.createElement('script');
            tag.async = true;
            tag.src = `@/tag/${name}.js`;
            tag.addEventListener('load', ({ target }) => done(target === tag));
            document.head.insertBefore(tag, document.head.firstChild);
          });
          window.show = name => {
            const frame = document.createElement('iframe');
            frame.src = `@/asset/${name}.html`;
            const picture = new Image();
            picture.src = `@/asset/${name}.svg`;
            document.body.append(frame, picture);
          };
          window.loaded = load('inserted');
          show('shown');
        </script>
        <script src="/tag/own.js"></script>
        """;

    private static readonly string[] AtFirst = ["/tag/inserted.js", "/asset/shown.html", "/asset/shown.svg"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Held_until_the_grant_and_released_once(bool stubFirst)
    {
        var (page, pages) = await OpenAsync(stubFirst);
        await page.RanAsync("own");
        Assert.All(AtFirst, path => Assert.Equal((path, 0), (path, pages.CountOf(path))));
        await Expect(page.Locator("[data-consenthub-placeholder=marketing]")).ToHaveCountAsync(2);

        await page.DecideAsync("() => ConsentHub.save({ marketing: true })");

        Assert.True(await page.EvaluateAsync<bool>("() => loaded"));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-parsed", "loaded");
        await Expect(page.FrameLocator("iframe[src*=film]").Locator("p")).ToHaveTextAsync("Embedded");
        await Expect(page.FrameLocator("iframe[src*=shown]").Locator("p")).ToHaveTextAsync("Embedded");
        Assert.Equal(["inserted", "own", "parsed"], (await RanAsync(page)).Order(StringComparer.Ordinal));

        // Elements added after the grant pass at once.
        Assert.True(await page.EvaluateAsync<bool>("() => { show('later'); return load('later'); }"));
        await Expect(page.FrameLocator("iframe[src*=later]").Locator("p")).ToHaveTextAsync("Embedded");
        await CountAsync(pages, 1, [.. AtFirst, "/tag/later.js", "/asset/later.html", "/asset/later.svg"]);

        await page.DecideAsync("() => ConsentHub.withdraw()");

        await Expect(page.Locator("iframe[src], [data-consent][src]:not(script)")).ToHaveCountAsync(0);
        Assert.DoesNotContain(page.Frames, frame => frame.Url.Contains("tracker", StringComparison.Ordinal));
        await page.EvaluateAsync("() => { show('after'); void load('after'); }");
        await page.EvaluateAsync("() => fetch('/asset/last.css')");
        await CountAsync(pages, 0, ["/tag/after.js", "/asset/after.html", "/asset/after.svg"]);
        Assert.Equal(["inserted", "later", "own", "parsed"], (await RanAsync(page)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stored_grant_releases_each_once_and_a_stored_denial_none(bool stubFirst)
    {
        var (page, pages) = await OpenAsync(stubFirst);
        await page.DecideAsync(page.Banner("reject-all"));
        await page.ReloadAsync();
        await page.ReadyAsync();
        await page.RanAsync("own");
        Assert.All(AtFirst, path => Assert.Equal((path, 0), (path, pages.CountOf(path))));
        await page.DecideAsync("() => ConsentHub.acceptAll()");
        await CountAsync(pages, 1, AtFirst);

        await page.ReloadAsync();

        Assert.True(await page.EvaluateAsync<bool>("() => loaded"));
        await CountAsync(pages, 2, AtFirst);
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.ran.split(' ').length === 4");
        Assert.Equal(["inserted", "own", "parsed", "statistics"], (await RanAsync(page)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task While_the_hub_is_unavailable_only_declared_hosts_are_held()
    {
        var (page, pages) = await OpenAsync(stubFirst: true, away: true);

        await page.RanAsync("own");

        Assert.All(AtFirst, path => Assert.Equal((path, 0), (path, pages.CountOf(path))));
        await page.EvaluateAsync("() => { const tag = document.createElement('script'); tag.src = '/tag/undeclared.js'; document.head.append(tag); }");
        await page.RanAsync("own", "undeclared");
    }

    private async Task<(IPage Page, SitePages Pages)> OpenAsync(bool stubFirst, bool away = false)
    {
        var hub = await StartShopAsync(ShopSite.File
            .WithService("analytics", service => service with { Hosts = ["stats.localhost"] })
            .WithService("marketing", service => service with { Hosts = ["tracker.localhost"] }));
        var pages = await StartPagesAsync();
        var core = $"""<script src="{hub.Address}consent.js?site=shop" {(stubFirst ? "async" : "")}></script>""";
        var stub = InlineScripts.Stub(Hosts);
        var body = Body.Replace("@", $"http://tracker.localhost:{pages.Address.Port}", StringComparison.Ordinal).Replace("%", $"{pages.Address.Port}", StringComparison.Ordinal);
        var address = pages.ServeHtml(stubFirst ? stub + core : core + stub, body);
        if (away)
            await StopAsync(hub);

        var profile = (await NewProfileAsync()).ExpectConsole("net::ERR_CONNECTION_REFUSED");
        var page = await profile.OpenAsync(address);
        if (!away)
            await Expect(page.Banner()).ToBeVisibleAsync();

        return (page, pages);
    }

    private static async Task<string[]> RanAsync(IPage page) =>
        (await page.EvaluateAsync<string>("() => document.documentElement.dataset.ran ?? ''")).Split(' ');

    private static async Task CountAsync(SitePages pages, int times, string[] paths)
    {
        var end = Environment.TickCount64 + 60_000;
        while (Environment.TickCount64 < end && paths.Any(path => pages.CountOf(path) < times))
            await Task.Delay(50);

        Assert.Equal(paths.Select(path => (path, times)), paths.Select(path => (path, pages.CountOf(path))));
    }
}
