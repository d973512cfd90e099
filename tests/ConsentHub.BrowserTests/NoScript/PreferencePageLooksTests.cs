using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.NoScript;

/// <summary>The preference page is as accessible and as fair as the banner.</summary>
public sealed class PreferencePageLooksTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task It_has_no_violations_with_everything_unfolded()
    {
        var page = await OpenPageAsync(1280);
        await page.Locator("button[value=accept_all]").ClickAsync();
        await Expect(page.Locator("section.rights")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { for (const fold of document.querySelectorAll('details')) fold.open = true; }");

        await Wcag.HasNoViolationsInAnyLookAsync(page);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Accept_and_reject_look_the_same(int width)
    {
        var page = await OpenPageAsync(width);

        Assert.Equal(
            await Looks.OfAsync(page.Locator("button[value=accept_all]")),
            await Looks.OfAsync(page.Locator("button[value=reject_all]")));
    }

    [Fact]
    public async Task At_320_pixels_nothing_scrolls_sideways()
    {
        var page = await OpenPageAsync(320);
        await page.EvaluateAsync("() => { for (const fold of document.querySelectorAll('details')) fold.open = true; }");

        await Looks.FitsAsync(page, 320);
    }

    private async Task<IPage> OpenPageAsync(int width) =>
        await OpenAsync(new Uri((await StartDemoAsync()).Address, "preferences/demo"), options => options.ViewportSize = new() { Width = width, Height = 800 });
}
