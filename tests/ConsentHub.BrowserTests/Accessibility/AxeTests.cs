using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>axe finds nothing wrong by WCAG 2.2 AA, on a phone and on a desk, light and dark.</summary>
public sealed class AxeTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task The_demo_page_with_the_banner_has_no_violations(int width, ColorScheme scheme)
    {
        var page = await OpenDemoAsync(width, scheme);
        await Expect(page.Banner()).ToBeVisibleAsync();

        await Wcag.HasNoViolationsAsync(page);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task The_open_preference_centre_has_no_violations(int width, ColorScheme scheme)
    {
        var page = await OpenDemoAsync(width, scheme);
        await page.Banner("customize").ClickAsync();
        await page.Preferences().Locator("[data-category=marketing] summary").ClickAsync();
        await Expect(page.Preferences().Locator("[role=switch][name='marketing.fjord_video']")).ToBeVisibleAsync();

        await Wcag.HasNoViolationsAsync(page);
    }

    private async Task<IPage> OpenDemoAsync(int width, ColorScheme scheme) =>
        await OpenAsync((await StartDemoAsync()).Address, options =>
        {
            options.ViewportSize = new() { Width = width, Height = 800 };
            options.ColorScheme = scheme;
        });
}
