using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Outage;

/// <summary>A choice made while the hub was unavailable is stored once when the hub is back, on the same port and data.</summary>
public sealed class OutboxTests(Chromium chromium) : BrowserTest(chromium)
{
    private int answered;

    [Fact]
    public async Task The_open_page_sends_the_choice_by_itself_once_the_hub_is_back()
    {
        var (hub, _, page) = await OpenAndAwayAsync();
        await page.Banner("accept-all").ClickAsync();
        await page.OutboxHoldsAsync("shop", 1);

        hub = await RestartAsync(hub);

        await ArrivedOnceAsync(hub, page);
    }

    [Fact]
    public async Task A_page_opened_later_sends_what_an_earlier_one_left_unsent()
    {
        var (hub, pages, page) = await OpenAndAwayAsync();
        await page.Banner("accept-all").ClickAsync();
        await page.OutboxHoldsAsync("shop", 1);
        var profile = ProfileOf(page);
        await page.CloseAsync();

        hub = await RestartAsync(hub);

        await ArrivedOnceAsync(hub, await profile.OpenAsync(pages.Address));
    }

    [Fact]
    public async Task With_two_tabs_open_the_choice_is_still_stored_once()
    {
        var (hub, pages, page) = await OpenAndAwayAsync(tabs: 2);
        await page.Banner("accept-all").ClickAsync();
        await page.OutboxHoldsAsync("shop", 1);

        hub = await RestartAsync(hub);
        await Task.WhenAll(page.Context.Pages.Select(NetworkIsBackAsync));

        await ArrivedOnceAsync(hub, page);
        Assert.Equal(2, page.Context.Pages.Count);
    }

    [Fact]
    public async Task Several_choices_are_stored_in_the_order_they_were_made()
    {
        var (hub, _, page) = await OpenAndAwayAsync();
        await page.Banner("accept-all").ClickAsync();
        await page.OutboxHoldsAsync("shop", 1);
        // The page may reload: what was granted runs, and only a part that the hub serves could stop it.
        await page.EvaluateAsync("() => { ConsentHub.withdraw(); }");
        await page.OutboxHoldsAsync("shop", 2, allTried: false);

        hub = await RestartAsync(hub);
        await NetworkIsBackAsync(page);

        var log = await hub.LogOfAsync(2);
        Assert.Equal([ConsentAction.AcceptAll, ConsentAction.Withdraw], log.Select(record => record.Content.Action));
        Assert.Equal(log[0].Content.Id, log[1].Content.Previous);
        Assert.True(log[0].DecidedAt < log[1].DecidedAt);
    }

    [Fact]
    public async Task A_choice_whose_response_was_lost_is_stored_once()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub));
        ProfileOf(page).ExpectConsole("net::ERR_FAILED");
        // The hub stores the choice, and the response never reaches the page.
        var lost = new TaskCompletionSource();
        await page.RouteAsync("**/consents", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
            lost.TrySetResult();
        });
        await page.Banner("accept-all").ClickAsync();
        await lost.Task;
        await page.OutboxHoldsAsync("shop", 1);

        await page.UnrouteAsync("**/consents");
        await NetworkIsBackAsync(page);
        await page.OutboxHoldsAsync("shop", 0);

        Assert.Single(await hub.LogAsync());
    }

    [Fact]
    public async Task The_choice_of_a_visitor_who_leaves_before_the_response_is_stored()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub));
        // The page has finished loading, and so has the part that sends.
        await hub.CountsAsync();
        pages.ServeHtml("", "<p>Elsewhere</p>", path: "/elsewhere");

        await page.RunAndWaitForRequestAsync(
            () => page.EvaluateAsync("() => { ConsentHub.acceptAll(); }"),
            request => request.Url.EndsWith("/consents", StringComparison.Ordinal));
        await page.EvaluateAsync("() => { setTimeout(() => { location.href = '/elsewhere'; }); }");

        await Expect(page.GetByText("Elsewhere")).ToBeVisibleAsync();
        Assert.Single(await hub.LogOfAsync(1));
    }

    /// <summary>Fires the event on the page, also if the page is just reloading.</summary>
    private static Task NetworkIsBackAsync(IPage page) => page.WaitForFunctionAsync("() => { window.dispatchEvent(new Event('online')); return true; }");

    private async Task ArrivedOnceAsync(Hub hub, IPage page)
    {
        await hub.LogOfAsync(1);
        await page.OutboxHoldsAsync("shop", 0);
        Assert.Single(await hub.LogAsync());
        Assert.Equal(1, answered);
    }

    private async Task<(Hub Hub, SitePages Pages, IPage Page)> OpenAndAwayAsync(int tabs = 1)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var profile = (await NewProfileAsync()).ExpectConsole("net::ERR_CONNECTION_REFUSED");
        profile.Context.Response += (_, response) => answered += response.Url.EndsWith("/consents", StringComparison.Ordinal) ? 1 : 0;
        pages.Serve(hub, ShopSite.Tags);
        for (var tab = 0; tab < tabs; tab++)
            await Expect((await profile.OpenAsync(pages.Address)).Banner()).ToBeVisibleAsync();

        await StopAsync(hub);
        return (hub, pages, profile.Context.Pages[0]);
    }
}
