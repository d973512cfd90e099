using System.Net;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Erasure;

/// <summary><c>ConsentHub.erase()</c> erases the visitor's data and keeps only the choice cookie.</summary>
public sealed class EraseTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Everything_optional_is_off_and_the_visitor_id_is_gone()
    {
        var (_, page) = await GrantedDemoAsync();

        Assert.True(await EraseAsync(page));

        Assert.Equal(["auth"], await page.GrantedAsync());
        await page.TagIsAsync("analytics", "stopped");
        Assert.Equal(["ch_demo", "fb_session"], (await page.KeptAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_server_has_nothing_left()
    {
        var (hub, page) = await GrantedDemoAsync();
        var id = await page.VisitorIdAsync("demo");

        await EraseAsync(page);

        Assert.Equal(HttpStatusCode.NotFound, (await hub.AskAsync(id, "/v1/sites/demo/consent")).StatusCode);
        Assert.Empty(await hub.HistoryAsync(id, "demo"));
        Assert.Empty(await hub.LogAsync("demo"));
    }

    [Fact]
    public async Task Nobody_is_asked_again()
    {
        var (hub, page) = await GrantedDemoAsync();
        await EraseAsync(page);

        var next = await ProfileOf(page).OpenAsync(hub.Address);
        await next.ServerIsAsync("erased");

        await Expect(next.Banner()).ToHaveCountAsync(0);
        foreach (var tag in DemoPage.Tags.Values.SelectMany(tags => tags))
            await next.TagIsAsync(tag, "held");
    }

    [Fact]
    public async Task A_choice_after_it_gets_a_new_visitor_id()
    {
        var (hub, page) = await GrantedDemoAsync();
        var before = await page.VisitorIdAsync("demo");
        await EraseAsync(page);

        await page.DecideAsync("() => ConsentHub.acceptAll()");

        Assert.NotEqual(before, await page.VisitorIdAsync("demo"));
        Assert.Null(Assert.Single(await hub.LogAsync("demo")).Content.Previous);
    }

    [Fact]
    public async Task While_the_hub_is_unavailable_it_reports_that_and_can_be_requested_again()
    {
        var (hub, page) = await GrantedDemoAsync();
        var id = await page.VisitorIdAsync("demo");
        ProfileOf(page).ExpectConsole("net::ERR_CONNECTION_REFUSED");
        await StopAsync(hub);

        Assert.False(await EraseAsync(page));
        Assert.Equal(["auth"], await page.GrantedAsync());
        hub = await RestartAsync(hub);
        Assert.True(await EraseAsync(page));

        Assert.Equal(HttpStatusCode.NotFound, (await hub.AskAsync(id, "/v1/sites/demo/consent")).StatusCode);
        Assert.Null(await page.CookieAsync("chid_demo"));
    }

    [Fact]
    public async Task A_choice_that_was_still_waiting_to_be_sent_is_never_sent()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);
        ProfileOf(page).ExpectConsole("net::ERR_CONNECTION_REFUSED");
        await Expect(page.Banner()).ToBeVisibleAsync();
        await StopAsync(hub);
        await page.Banner("reject-all").ClickAsync();
        await page.OutboxHoldsAsync("demo", 1);
        hub = await RestartAsync(hub);

        Assert.True(await EraseAsync(page));
        await page.EvaluateAsync("() => window.dispatchEvent(new Event('online'))");
        await page.DecideAsync("() => ConsentHub.rejectAll()");
        await page.OutboxHoldsAsync("demo", 0);

        Assert.Single(await hub.LogAsync("demo"));
    }

    [Fact]
    public async Task Starting_over_on_the_demo_page_asks_again_with_nothing_kept()
    {
        var (hub, page) = await GrantedDemoAsync();

        await page.EvaluateAsync("() => { window.before = true; }");
        await page.Locator("[data-action=start-over]").ClickAsync();
        await page.WaitForFunctionAsync("() => !window.before");

        await Expect(page.Banner()).ToBeVisibleAsync();
        Assert.Equal(["fb_session"], await page.KeptAsync());
        Assert.Empty(await hub.LogAsync("demo"));
    }

    private async Task<(Hub Hub, IPage Page)> GrantedDemoAsync()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);
        await page.DecideAsync(page.Banner("accept-all"));
        await page.TagIsAsync("video", "ran");
        return (hub, page);
    }

    private static Task<bool> EraseAsync(IPage page) => page.EvaluateAsync<bool>("async () => (await ConsentHub.erase()).erased");
}
