using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.NoScript;

/// <summary>The preference page is as accessible and as fair as the banner.</summary>
public sealed class PreferencePageLooksTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task It_has_no_violations_with_everything_unfolded(int width, ColorScheme scheme)
    {
        var page = await OpenPageAsync(width, scheme);
        await page.Locator("button[value=accept_all]").ClickAsync();
        await Expect(page.Locator("section.rights")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { for (const fold of document.querySelectorAll('details')) fold.open = true; }");

        await Wcag.HasNoViolationsAsync(page);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Accept_and_reject_look_the_same(int width)
    {
        var page = await OpenPageAsync(width, ColorScheme.Light);

        Assert.Equal(
            await Looks.OfAsync(page.Locator("button[value=accept_all]")),
            await Looks.OfAsync(page.Locator("button[value=reject_all]")));
    }

    [Fact]
    public async Task At_320_pixels_nothing_scrolls_sideways()
    {
        var page = await OpenPageAsync(320, ColorScheme.Light);
        await page.EvaluateAsync("() => { for (const fold of document.querySelectorAll('details')) fold.open = true; }");

        await Looks.FitsAsync(page, 320);
    }

    private async Task<IPage> OpenPageAsync(int width, ColorScheme scheme) =>
        await OpenAsync(new Uri((await StartDemoAsync()).Address, "preferences/demo"), options =>
        {
            options.ViewportSize = new() { Width = width, Height = 800 };
            options.ColorScheme = scheme;
        });
}
