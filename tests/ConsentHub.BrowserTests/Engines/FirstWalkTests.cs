using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Engines;

/// <summary>What every visitor does first, in each engine.</summary>
public sealed class FirstWalkTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory, EveryEngine]
    public async Task A_visitor_accepts_then_withdraws(Engine engine)
    {
        var (hub, pages, page) = await OpenShopAsync(engine);
        await page.UntilAsync("() => find('[data-ch=banner]')");
        Assert.Equal("", await page.RunAsync<string>("() => document.cookie"));
        Assert.Equal(0, pages.CountOf("/tag/analytics.js"));

        await page.ClickAsync("[data-ch=accept-all]");
        await page.UntilAsync("() => document.documentElement.dataset.ran === 'preferences analytics marketing'");
        await page.UntilAsync("() => !find('[data-ch=banner]')");
        Assert.Equal(["preferences", "analytics", "marketing"], hub.Granted(Assert.Single(await hub.LogOfAsync(1))));

        // As an allowed tag does.
        await page.RunAsync("() => { document.cookie = 'shop_stats_cookie=1;path=/'; localStorage.other = '1'; }");
        await page.ReloadAsync();
        await page.UntilAsync("() => document.documentElement.dataset.ran === 'preferences analytics marketing'");
        await page.RunAsync("() => ConsentHub.withdraw()");
        await page.UntilAsync("() => !document.cookie.includes('shop_stats_cookie')");
        await hub.LogOfAsync(2);

        await page.ReloadAsync();
        await page.UntilAsync("() => window.ConsentHub?.ready");
        Assert.Equal(["auth"], await page.RunAsync<string[]>("async () => (await ConsentHub.ready, Object.entries(ConsentHub.choices).filter(([, on]) => on).map(([id]) => id))"));
        Assert.Null(await page.RunAsync<string?>("() => document.documentElement.dataset.ran"));
        Assert.Equal(2, pages.CountOf("/tag/analytics.js"));
    }

    [Theory, EveryEngine]
    public async Task The_preference_centre_is_operated_by_keyboard_alone(Engine engine)
    {
        var (hub, pages, page) = await OpenShopAsync(engine);
        await page.UntilAsync("() => find('[data-ch=customize]')");
        await TabToAsync(page, "[data-ch=customize]");
        await page.PressAsync("Enter");
        await page.UntilAsync("() => find('[data-ch=preferences]')?.matches(':modal')");
        await TabToAsync(page, "[role=switch][name=analytics]");
        await page.PressAsync("Space");
        await page.UntilAsync("() => find('[role=switch][name=analytics]').getAttribute('aria-checked') === 'true'");
        await TabToAsync(page, "[data-ch=save]");
        await page.PressAsync("Enter");
        await page.UntilAsync("() => document.documentElement.dataset.ran === 'analytics'");
        Assert.Equal(["analytics"], hub.Granted(Assert.Single(await hub.LogOfAsync(1))));
        Assert.Equal(0, pages.CountOf("/tag/marketing.js"));
    }

    [Theory, EveryEngine]
    public async Task What_a_page_throws_is_reported(Engine engine)
    {
        var (_, _, page) = await OpenShopAsync(engine);
        page.ExpectError("thrown here");
        await page.RunAsync("() => void setTimeout(() => { throw new Error('thrown here'); })");
        await page.RunAsync("() => new Promise(done => setTimeout(done))");
        await page.ReloadAsync();
        Assert.Contains(page.Errors, error => error.Contains("thrown here", StringComparison.Ordinal));
    }

    private async Task<(Tests.Support.Hub Hub, SitePages Pages, EnginePage Page)> OpenShopAsync(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        return (hub, pages, await OpenAsync(engine, pages.Serve(hub, ShopSite.Tags)));
    }

    /// <summary>Presses Tab until an element has the focus, and looks at the focus after each press, as a user does.</summary>
    private static async Task TabToAsync(EnginePage page, string selector)
    {
        for (var presses = 0; presses < 30; presses++)
        {
            if (await page.RunAsync<bool>("selector => { const one = find(selector); return one.getRootNode().activeElement === one; }", selector))
                return;

            // Firefox acknowledges a press before the page gets it; a late press would move the focus after this has
            // looked.
            await page.RunAsync("() => { window.pressed = new Promise(done => addEventListener('keyup', done, { capture: true, once: true })); }");
            await page.PressAsync("Tab");
            await page.RunAsync("() => window.pressed");
        }

        Assert.Fail($"{selector} was not reached within 30 presses.");
    }
}
