using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Outage;

/// <summary>A hub that does not respond never harms the page and never loses a choice.</summary>
public sealed class HubAwayTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Refused = "net::ERR_CONNECTION_REFUSED";

    [Fact]
    public async Task Without_the_script_the_page_works_and_nothing_optional_runs()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var profile = (await NewProfileAsync()).ExpectConsole(Refused);
        await StopAsync(hub);

        var page = await profile.OpenAsync(pages.Serve(hub, ShopSite.OwnScript + ShopSite.Tags));

        Assert.True(await page.EvaluateAsync<bool>("() => document.readyState === 'complete' && window.ConsentHub === undefined"));
        await page.RanAsync("own");
        Assert.Empty(await page.KeptAsync());
        Assert.False(pages.WasAsked("/tag/analytics.js"));
    }

    [Fact]
    public async Task With_the_script_in_the_cache_nothing_optional_runs_before_a_choice()
    {
        var (_, pages, page) = await CachedAndAwayAsync();

        await Expect(page.Banner()).ToBeVisibleAsync();

        Assert.False(pages.WasAsked("/tag/analytics.js"));
        Assert.Empty(await page.KeptAsync());
    }

    [Fact]
    public async Task A_choice_made_while_the_hub_is_unavailable_is_obeyed_at_once_and_stored()
    {
        var (_, _, page) = await CachedAndAwayAsync();

        await page.Banner("accept-all").ClickAsync();

        await page.RanAsync("preferences", "analytics", "marketing");
        Assert.Contains("~auth.preferences.analytics.marketing~", (await page.CookieAsync("ch_shop"))!.Value, StringComparison.Ordinal);
        await page.OutboxHoldsAsync("shop", 1);
    }

    [Fact]
    public async Task A_stored_choice_is_valid_at_the_next_load_while_the_hub_is_still_unavailable()
    {
        var (_, pages, page) = await CachedAndAwayAsync();
        await page.Banner("accept-all").ClickAsync();
        await page.OutboxHoldsAsync("shop", 1);

        var next = await ProfileOf(page).OpenAsync(pages.Address);

        await next.RanAsync("preferences", "analytics", "marketing");
        await Expect(next.Banner()).ToHaveCountAsync(0);
        Assert.Equal(1, await next.OutboxAsync("shop"));
    }

    [Fact]
    public async Task A_refusal_made_while_the_hub_is_unavailable_is_valid_too()
    {
        var (_, pages, page) = await CachedAndAwayAsync();
        await page.Banner("reject-all").ClickAsync();
        await page.OutboxHoldsAsync("shop", 1);

        var next = await ProfileOf(page).OpenAsync(pages.Address);
        await next.ReadyAsync();

        Assert.Equal(["auth"], await next.GrantedAsync());
        await Expect(next.Banner()).ToHaveCountAsync(0);
        Assert.False(pages.WasAsked("/tag/analytics.js"));
    }

    /// <summary>A page whose script came from the browser's cache, while the hub is unavailable.</summary>
    private async Task<(Hub Hub, SitePages Pages, IPage Page)> CachedAndAwayAsync()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var profile = (await NewProfileAsync()).ExpectConsole(Refused);
        var address = pages.Serve(hub, ShopSite.Tags);
        var first = await profile.OpenAsync(address);
        await Expect(first.Banner()).ToBeVisibleAsync();
        await first.CloseAsync();
        await StopAsync(hub);

        return (hub, pages, await profile.OpenAsync(address));
    }
}
