using ConsentHub.Banner;
using ConsentHub.BrowserTests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>Pages in a frame, restored by the Back button, prerendered, with two scripts, or whose parts can't be loaded.</summary>
public sealed class PlaceTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Tags = ["preferences", "analytics", "marketing"];

    [Fact]
    public async Task In_a_frame_of_the_same_origin_the_choice_applies_to_the_site()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var inner = pages.Serve(hub, ShopSite.Tags, path: "/inner.html");
        var page = await OpenAsync(pages.ServeHtml("", """<iframe src="/inner.html" width="800" height="600"></iframe>"""));
        var frame = page.FrameLocator("iframe");
        await Expect(frame.Locator("html[data-ran]")).ToHaveCountAsync(0);

        await page.DecideAsync(frame.Locator("#consenthub [data-ch=banner] [data-ch=accept-all]"));

        await Expect(frame.Locator("html")).ToHaveAttributeAsync("data-ran", string.Join(' ', Tags));
        await page.GotoAsync(inner.AbsoluteUri);
        await page.RanAsync(Tags);
    }

    [Fact]
    public async Task A_page_from_the_back_forward_cache_follows_a_choice_made_since()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub, ShopSite.Tags));
        var other = pages.Serve(hub, path: "/other.html");
        await page.DecideAsync(page.Banner("accept-all"));
        await page.GotoAsync(other.AbsoluteUri);
        await page.ReadyAsync();
        await page.DecideAsync("() => ConsentHub.withdraw()");

        await page.GoBackAsync();

        await page.WaitForFunctionAsync("() => window.ConsentHub?.has && !ConsentHub.has('analytics') && !ConsentHub.has('marketing')");
        await page.GoForwardAsync();
        await page.WaitForFunctionAsync("() => window.ConsentHub?.has && !ConsentHub.has('analytics')");
        Assert.Equal(2, (await hub.LogAsync()).Count);
    }

    [Fact]
    public async Task A_prerendered_page_runs_nothing_optional_and_counts_an_impression_only_when_it_is_shown()
    {
        var hub = await StartShopAsync();
        var profile = await NewProfileAsync();
        await profile.Context.AddInitScriptAsync("Object.defineProperty(Document.prototype, 'prerendering', { get: () => !window.seen });");
        var page = await profile.OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.OwnScript + ShopSite.Tags));
        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.Banner().HoverAsync();
        await Expect(page.Locator("#consenthub [role=status]")).ToHaveCountAsync(1);
        await page.RanAsync("own");
        Assert.Equal(0, profile.CountOf("/v1/sites/shop/shown"));

        await page.EvaluateAsync("() => { window.seen = true; document.dispatchEvent(new Event('prerenderingchange')); }");

        Assert.Equal(1, (await hub.CountsAsync())["1"].Impressions);
    }

    [Fact]
    public async Task A_prerendered_page_counts_no_impression_if_the_visitor_has_chosen_elsewhere_meanwhile()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var profile = await NewProfileAsync();
        var other = await profile.OpenAsync(pages.Serve(hub, path: "/other.html"));
        await other.Banner().HoverAsync();
        await Expect(other.Locator("#consenthub [role=status]")).ToHaveCountAsync(1);
        await profile.Context.AddInitScriptAsync("Object.defineProperty(Document.prototype, 'prerendering', { get: () => !window.seen });");
        var page = await profile.OpenAsync(pages.Serve(hub, ShopSite.Tags));
        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.Banner().HoverAsync();
        await Expect(page.Locator("#consenthub [role=status]")).ToHaveCountAsync(1);
        await other.DecideAsync(other.Banner("reject-all"));

        await page.EvaluateAsync("() => { window.seen = true; document.dispatchEvent(new Event('prerenderingchange')); }");

        await Expect(page.Banner()).ToHaveCountAsync(0);
        await page.DecideAsync("() => ConsentHub.save({ analytics: true })");
        Assert.Equal(1, (await hub.CountsAsync())["1"].Impressions);
    }

    [Fact]
    public async Task Two_versions_of_the_script_ask_once_and_run_each_tag_once()
    {
        var hub = await StartShopAsync();
        var code = hub.Services.GetRequiredService<BannerCode>();
        var other = $"""<script src="{hub.Address}banner/{code.Hash}/consenthub.js" data-site="shop" async></script>""";
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags + other));
        await page.ReadyAsync();

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync(Tags);
        await Expect(page.Host()).ToHaveCountAsync(1);
        Assert.Single(await hub.LogAsync());
    }

    [Fact]
    public async Task A_page_of_HTML_in_place_of_a_part_is_not_run_and_the_choice_is_kept()
    {
        var hub = await StartShopAsync();
        var profile = (await NewProfileAsync()).ExpectConsole("integrity").ExpectConsole("CORS").ExpectConsole("net::ERR_FAILED").ExpectConsole("Unexpected token");
        await profile.Context.RouteAsync("**/consenthub-*.js", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = "<!DOCTYPE html><title>Sign in to the Wi-Fi</title>",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access-Control-Allow-Origin"] = "*" },
        }));
        var page = await profile.OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.OwnScript + ShopSite.Tags));
        await page.RanAsync("own");

        await page.Banner("accept-all").ClickAsync();

        await page.RanAsync(["own", .. Tags]);
        Assert.Contains("~auth.preferences.analytics.marketing~", (await page.CookieAsync("ch_shop"))!.Value, StringComparison.Ordinal);
        await page.Context.UnrouteAllAsync();
        await page.ReloadAsync();
        Assert.Equal(Tags, hub.Granted(Assert.Single(await hub.LogOfAsync(1))));
    }
}
