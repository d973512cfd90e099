using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>The placeholder that is shown instead of a held embed.</summary>
public sealed class PlaceholderTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Film = """<iframe data-consent="marketing" data-consent-service="shop_ads" data-src="/frame.html" title="Film" width="480" height="270"></iframe>""";

    [Fact]
    public async Task It_names_the_service_and_the_category()
    {
        var (page, _) = await OpenAsync(Film);

        await Expect(page.Locator("[data-consenthub-placeholder]")).ToContainTextAsync("Service shop_ads is held back until you allow Marketing.");
        await Expect(page.Locator("[data-ch=placeholder-allow]")).ToHaveTextAsync("Always allow Service shop_ads");
    }

    [Fact]
    public async Task Always_allowing_grants_only_that_service_and_loads_the_embed()
    {
        var (page, hub) = await OpenAsync(Film);

        await page.DecideAsync(page.Locator("[data-ch=placeholder-allow]"));

        await Expect(page.FrameLocator("iframe").Locator("p")).ToHaveTextAsync("Embedded");
        var record = Assert.Single(await hub.LogAsync());
        Assert.Empty(hub.Granted(record));
        Assert.Equal(["shop_ads"], hub.GrantedAlone(record));
        Assert.Equal(ConsentSource.Placeholder, record.Content.Source);
    }

    [Fact]
    public async Task A_frame_that_names_no_service_is_allowed_by_the_one_that_declares_its_host()
    {
        var hub = await StartShopAsync(ShopSite.File.WithService("marketing", service => service with { Hosts = ["film.localhost"] }));
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub, $"""
            <iframe data-consent="marketing" data-src="http://film.localhost:{pages.Address.Port}/frame.html" title="Film" width="480" height="270"></iframe>
            """));

        await page.DecideAsync(page.Locator("[data-ch=placeholder-allow]"));

        await Expect(page.FrameLocator("iframe").Locator("p")).ToHaveTextAsync("Embedded");
        Assert.Equal(["shop_ads"], hub.GrantedAlone(Assert.Single(await hub.LogAsync())));
    }

    [Fact]
    public async Task Allowing_this_time_loads_the_embed_and_stores_nothing()
    {
        var (page, hub) = await OpenAsync(Film);

        await page.Locator("[data-ch=placeholder-once]").ClickAsync();

        await Expect(page.FrameLocator("iframe").Locator("p")).ToHaveTextAsync("Embedded");
        Assert.Empty(await hub.LogAsync());
        await page.ReloadAsync();
        await Expect(page.Locator("[data-ch=placeholder-once]")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("""width="480" height="270" """)]
    [InlineData("""style="width:100%;aspect-ratio:16/9;border:0" """)]
    [InlineData("""style="display:block;width:50%;height:200px;margin:20px auto;border:3px solid" """)]
    [InlineData("""style="float:right;width:320px;height:180px;box-sizing:border-box;padding:10px" """)]
    [InlineData("")]
    public async Task It_has_the_size_and_place_of_the_embed(string box)
    {
        var (page, _) = await OpenAsync($"""
            <div id="around"><iframe data-consent="marketing" data-src="/frame.html" title="Film" {box}></iframe></div><p id="after">After</p>
            """);
        var held = await BoxAsync(page.Locator("[data-consenthub-placeholder]"));
        var around = await BoxAsync(page.Locator("#around"));
        var after = await BoxAsync(page.Locator("#after"));

        await page.DecideAsync(page.Locator("[data-ch=placeholder-allow]"));
        await Expect(page.FrameLocator("iframe").Locator("p")).ToHaveTextAsync("Embedded");

        Assert.Equal(held, await BoxAsync(page.Locator("iframe")));
        Assert.Equal(around, await BoxAsync(page.Locator("#around")));
        Assert.Equal(after, await BoxAsync(page.Locator("#after")));
    }

    [Fact]
    public async Task A_hidden_frame_gets_none()
    {
        var (page, _) = await OpenAsync("""<iframe data-consent="marketing" data-src="/frame.html" title="Beacon" width="1" height="1"></iframe>""");
        await Expect(page.Banner()).ToBeVisibleAsync();

        await Expect(page.Locator("[data-consenthub-placeholder]")).ToHaveCountAsync(0);
        Assert.Equal(0, ProfileOf(page).CountOf("/frame.html"));
    }

    [Fact]
    public async Task A_page_with_a_placeholder_stops_changing()
    {
        var (page, _) = await OpenAsync(Film);
        await Expect(page.Locator("[data-ch=placeholder-allow]")).ToBeVisibleAsync();

        var rested = await page.EvaluateAsync<bool>("""
            () => new Promise(done => {
              let rest;
              const wait = () => { clearTimeout(rest); rest = setTimeout(() => done(true), 1000); };
              new MutationObserver(wait).observe(document, { subtree: true, childList: true, attributes: true });
              setTimeout(() => done(false), 20_000);
              wait();
            })
            """);

        Assert.True(rested, "The script changes the page without end.");
    }

    private async Task<(IPage Page, Hub Hub)> OpenAsync(string body)
    {
        var hub = await StartShopAsync();
        return (await OpenAsync((await StartPagesAsync()).Serve(hub, body)), hub);
    }

    /// <summary>Left, top, width and height, to a tenth of a pixel.</summary>
    private static async Task<string> BoxAsync(ILocator element) =>
        await element.EvaluateAsync<string>("one => { const r = one.getBoundingClientRect(); return [r.left, r.top + scrollY, r.width, r.height].map(n => n.toFixed(1)).join(' '); }");
}
