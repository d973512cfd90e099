using ConsentHub.BrowserTests.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>axe finds nothing wrong by WCAG 2.2 AA, on a phone and on a desk, light and dark.</summary>
public sealed class AxeTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly AxeRunOptions Wcag = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task The_demo_page_with_the_banner_has_no_violations(int width, ColorScheme scheme)
    {
        var page = await OpenDemoAsync(width, scheme);
        await Expect(page.Banner()).ToBeVisibleAsync();

        await HasNoViolationsAsync(page);
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task The_open_preference_centre_has_no_violations(int width, ColorScheme scheme)
    {
        var page = await OpenDemoAsync(width, scheme);
        await page.Banner("customize").ClickAsync();
        await page.Preferences().Locator("[data-category=marketing] summary").ClickAsync();
        await Expect(page.Preferences().Locator("[role=switch][name='marketing.fjord_video']")).ToBeVisibleAsync();

        await HasNoViolationsAsync(page);
    }

    private async Task<IPage> OpenDemoAsync(int width, ColorScheme scheme) =>
        await OpenAsync((await StartDemoAsync()).Address, options =>
        {
            options.ViewportSize = new() { Width = width, Height = 800 };
            options.ColorScheme = scheme;
        });

    private static async Task HasNoViolationsAsync(IPage page)
    {
        var result = await page.RunAxe(Wcag);
        Assert.NotEmpty(result.Passes);
        var found = string.Join('\n', result.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.True(found.Length == 0, found);
    }
}
