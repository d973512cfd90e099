using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>The banner moves nothing of the page, locks nothing and fits the smallest screen.</summary>
public sealed class LayoutTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Long = """<h1>Customer</h1><p style="height:3000px">A long page.</p><p>Its end</p>""";

    [Fact]
    public async Task The_first_layer_shifts_nothing_of_a_customers_page()
    {
        var page = await OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(), Long + ShopSite.Tags));
        await Expect(page.Banner()).ToBeVisibleAsync();

        Assert.Equal(0, await ShiftAsync(page));
    }

    [Fact]
    public async Task The_first_layer_shifts_nothing_of_the_demo_page()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);
        await Expect(page.Banner()).ToBeVisibleAsync();

        Assert.Equal(0, await ShiftAsync(page));
    }

    [Fact]
    public async Task The_page_can_be_scrolled_behind_the_banner()
    {
        var page = await OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(), Long));
        await Expect(page.Banner()).ToBeVisibleAsync();

        await page.Mouse.MoveAsync(900, 100);
        await page.Mouse.WheelAsync(0, 600);

        await page.WaitForFunctionAsync("() => scrollY >= 300");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task At_320_pixels_nothing_scrolls_sideways(bool preferences)
    {
        var address = (await StartPagesAsync()).Serve(await StartShopAsync(), Long);
        var page = await OpenAsync(address, options => options.ViewportSize = new() { Width = 320, Height = 640 });
        await Expect(page.Banner()).ToBeVisibleAsync();
        if (preferences)
            await page.OpenPreferencesAsync();

        var shown = preferences ? page.Preferences() : page.Banner();
        await Looks.FitsAsync(page, 320);
        var box = (await shown.BoundingBoxAsync())!;
        Assert.InRange(box.X, 0, 320);
        Assert.InRange(box.X + box.Width, 0, 320);
        Assert.Equal(0, await shown.EvaluateAsync<int>("shown => Math.max(...[shown, ...shown.querySelectorAll('*')].map(one => getComputedStyle(one).overflowX === 'visible' ? 0 : one.scrollWidth - one.clientWidth))"));
    }

    /// <summary>The sum of all layout shifts since the page began, once two more frames have been drawn.</summary>
    private static async Task<double> ShiftAsync(IPage page)
    {
        Assert.True(await page.EvaluateAsync<bool>("() => PerformanceObserver.supportedEntryTypes.includes('layout-shift')"));
        return await page.EvaluateAsync<double>(
            """
            () => new Promise(done => {
              let sum = 0;
              const add = entries => { for (const entry of entries) sum += entry.value; };
              const observer = new PerformanceObserver(list => add(list.getEntries()));
              observer.observe({ type: 'layout-shift', buffered: true });
              requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { add(observer.takeRecords()); done(sum); })));
            })
            """);
    }
}
