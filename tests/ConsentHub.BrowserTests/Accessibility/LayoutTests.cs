using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>The banner shifts nothing on the page, does not lock scrolling, and fits the smallest screen.</summary>
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

        // The page's own panel shows the script's state, and changes if that comes after the first frame.
        Assert.Equal(0, await ShiftAsync(page, "#inspector"));
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

    [Fact]
    public async Task On_the_smallest_phone_the_first_layer_of_the_demo_site_leaves_three_fifths_of_the_screen_free()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address, options => options.ViewportSize = new() { Width = 320, Height = 568 });
        await Expect(page.Banner()).ToBeVisibleAsync();

        var banner = (await page.Banner().BoundingBoxAsync())!;
        var reject = (await page.Banner("reject-all").BoundingBoxAsync())!;

        Assert.InRange(banner.Width * banner.Height / (320 * 568), 0.1, 0.4);
        Assert.InRange(reject.Y, banner.Y, banner.Y + banner.Height - reject.Height);
        Assert.InRange(banner.Y + banner.Height, 0, 568);
        Assert.Equal(320, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task With_text_of_double_size_everything_can_be_reached_on_a_phone()
    {
        var page = await OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(), Long), options => options.ViewportSize = new() { Width = 360, Height = 640 });
        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.Host().Locator(".ch").EvaluateAsync("one => one.style.fontSize = '30px'");

        foreach (var hook in new[] { "reject-all", "accept-all", "customize", "close" })
        {
            var button = (await page.Banner(hook).BoundingBoxAsync())!;
            Assert.True(button is { X: >= 0, Y: >= 0 } && button.X + button.Width <= 360 && button.Y + button.Height <= 640, hook);
        }

        await page.OpenPreferencesAsync();
        await page.Switch("marketing").ClickAsync();
        await Expect(page.Switch("marketing")).ToHaveAttributeAsync("aria-checked", "true");
        Assert.True(await page.Preferences("save").EvaluateAsync<bool>("one => one.getBoundingClientRect().bottom <= innerHeight && one.scrollWidth <= one.clientWidth"));
    }

    [Fact]
    public async Task The_first_frame_of_the_first_layer_is_already_in_its_place()
    {
        var address = (await StartPagesAsync()).Serve(await StartShopAsync(), Long);
        var profile = await NewProfileAsync(options => options.ReducedMotion = ReducedMotion.NoPreference);
        await profile.Context.AddInitScriptAsync(
            """
            window.frames_ = [];
            requestAnimationFrame(function look() {
              const banner = document.getElementById('consenthub')?.shadowRoot?.querySelector('[data-ch=banner]');
              if (banner) frames_.push(JSON.stringify([banner.getBoundingClientRect(), getComputedStyle(banner).opacity, banner.getAnimations({ subtree: true }).length]));
              requestAnimationFrame(look);
            });
            """);
        var page = await profile.OpenAsync(address);
        await page.WaitForFunctionAsync("() => frames_.length > 20");

        Assert.Single(await page.EvaluateAsync<string[]>("() => [...new Set(frames_)]"));
    }

    /// <summary>The sum of all layout shifts since the page began, measured after two more frames.</summary>
    /// <param name="but">Selects elements inside which shifts are allowed.</param>
    private static async Task<double> ShiftAsync(IPage page, string? but = null)
    {
        Assert.True(await page.EvaluateAsync<bool>("() => PerformanceObserver.supportedEntryTypes.includes('layout-shift')"));
        return await page.EvaluateAsync<double>(
            """
            but => new Promise(done => {
              let sum = 0;
              const counts = ({ node }) => node && !(node.nodeType === 1 ? node : node.parentElement)?.closest(but);
              const add = entries => { for (const entry of entries) if (!but || entry.sources.some(counts)) sum += entry.value; };
              const observer = new PerformanceObserver(list => add(list.getEntries()));
              observer.observe({ type: 'layout-shift', buffered: true });
              requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { add(observer.takeRecords()); done(sum); })));
            })
            """, but);
    }
}
