using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Outage;

/// <summary>The browser's clock is a year off, but the times that the hub stores are right.</summary>
public sealed class WrongClockTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public async Task A_choice_is_stored_with_the_time_of_the_decision(int days)
    {
        var hub = await StartShopAsync();
        var page = await OpenWithClockAsync((await StartPagesAsync()).Serve(hub), days);

        var now = TimeProvider.System.GetUtcNow();
        await page.DecideAsync(page.Banner("accept-all"));

        Assert.InRange(Assert.Single(await hub.LogAsync()).DecidedAt, now - Seconds, now + Seconds);
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public async Task A_choice_that_had_to_wait_for_the_hub_is_stored_once_with_the_time_of_the_decision(int days)
    {
        var hub = await StartShopAsync();
        var page = await OpenWithClockAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags), days);
        await Expect(page.Banner()).ToBeVisibleAsync();
        await StopAsync(hub);
        var decided = TimeProvider.System.GetUtcNow();
        await page.Banner("accept-all").ClickAsync();
        await page.RanAsync("preferences", "analytics", "marketing");
        await page.OutboxHoldsAsync("shop", 1);
        var known = TimeProvider.System.GetUtcNow();

        hub = await RestartAsync(hub);

        var record = Assert.Single(await hub.LogOfAsync(1));
        Assert.InRange(record.DecidedAt, decided - TimeSpan.FromSeconds(1), known + TimeSpan.FromSeconds(2));
        // The choice was sent after a pause of five seconds, which the time of the decision must not contain.
        Assert.InRange(record.RecordedAt - record.DecidedAt, TimeSpan.FromSeconds(4), TimeSpan.FromMinutes(1));
        await page.OutboxHoldsAsync("shop", 0);
        Assert.Single(await hub.LogAsync());
    }

    [Theory]
    [InlineData(365)]
    [InlineData(20)]
    [InlineData(-20)]
    public async Task A_choice_that_waits_is_still_stored_after_the_clock_was_corrected(int days)
    {
        var hub = await StartShopAsync();
        var address = (await StartPagesAsync()).Serve(hub, ShopSite.Tags);
        var page = await OpenWithClockAsync(address, days);
        await Expect(page.Banner()).ToBeVisibleAsync();
        await StopAsync(hub);
        await page.Banner("reject-all").ClickAsync();
        await page.OutboxHoldsAsync("shop", 1);
        await page.CloseAsync();
        hub = await RestartAsync(hub);

        // Another tab of the same browser, whose clock has been corrected.
        await ProfileOf(page).OpenAsync(address);

        Assert.Empty(hub.Granted(Assert.Single(await hub.LogOfAsync(1))));
    }

    private async Task<IPage> OpenWithClockAsync(Uri address, int days)
    {
        var profile = (await NewProfileAsync()).ExpectConsole("net::ERR_CONNECTION_REFUSED");
        var page = await profile.Context.NewPageAsync();
        await page.AddInitScriptAsync(
            $$"""
            (() => {
              const Real = Date, off = {{days}} * 86400000;
              window.Date = class extends Real {
                constructor(...parts) { parts.length > 0 ? super(...parts) : super(Real.now() + off); }
                static now() { return Real.now() + off; }
              };
            })();
            """);
        await page.GotoAsync(address.AbsoluteUri);
        return page;
    }
}
