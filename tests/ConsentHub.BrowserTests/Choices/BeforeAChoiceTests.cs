using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Choices;

/// <summary>Until the visitor decides, nothing optional runs and nothing is stored.</summary>
public sealed class BeforeAChoiceTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task No_optional_tag_of_the_demo_page_runs_or_is_requested()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);

        await Expect(page.Banner()).ToBeVisibleAsync();

        await page.ExactlyRanAsync(ProfileOf(page));
    }

    [Fact]
    public async Task The_demo_page_stores_nothing_but_the_required_tags_cookie()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);

        await Expect(page.Banner()).ToBeVisibleAsync();

        Assert.Equal(["fb_session"], await page.KeptAsync());
        await page.ServerIsAsync("none");
    }

    [Fact]
    public async Task No_host_but_the_hub_gets_a_request()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);

        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.TagIsAsync("session", "ran");

        Assert.All(ProfileOf(page).Requests, request => Assert.StartsWith(hub.Address.AbsoluteUri, request.Url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_customers_page_stores_nothing_at_all()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub, ShopSite.OwnScript + ShopSite.Tags));

        await Expect(page.Banner()).ToBeVisibleAsync();

        Assert.Empty(await page.KeptAsync());
        await page.RanAsync("own");
    }

    [Fact]
    public async Task An_impression_is_counted_without_any_identifier()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var profile = await NewProfileAsync();
        var page = await profile.OpenAsync(pages.Serve(hub));

        await Expect(page.Banner()).ToBeVisibleAsync();
        var counted = await hub.CountsAsync();

        // The hub may count the impression before the browser reports the request.
        var sent = await Eventually.Async(
            () => Task.FromResult(profile.Requests.Where(request => request.Url.EndsWith("/shown", StringComparison.Ordinal)).ToList()), requests => requests.Count > 0);
        var shown = Assert.Single(sent);
        Assert.Equal("""{"notice":1,"lang":"en","outcome":"shown"}""", shown.PostData);
        Assert.Equal(1, counted["1"].Impressions);
        Assert.DoesNotContain("cookie", (await shown.AllHeadersAsync()).Keys);
        Assert.DoesNotContain("visitor-id", (await shown.AllHeadersAsync()).Keys);
    }
}
