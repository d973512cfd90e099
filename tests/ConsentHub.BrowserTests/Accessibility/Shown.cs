using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>A customer's page without violations of its own, and each thing that the banner can show on it.</summary>
internal static class Shown
{
    public const string Body = """
        <main><h1>Customer</h1><p>A page.</p>
        <iframe data-consent="marketing" data-consent-service="shop_ads" data-src="/frame.html" title="Film" width="300" height="270"></iframe></main>
        """;

    public static SiteFile Site(ThemeLayout layout = ThemeLayout.Box, int? age = null) => ShopSite.File with
    {
        Theme = new() { Layout = layout },
        Age = age is { } threshold ? new() { Threshold = threshold } : null,
    };

    /// <summary>The preference centre of a visitor who chose before, with a category and the records unfolded.</summary>
    public static async Task PreferencesAsync(IPage page)
    {
        await page.DecideAsync(page.Banner("reject-all"));
        await page.OpenPreferencesAsync();
        await page.Preferences().Locator("[data-category=marketing] summary").ClickAsync();
        await page.Preferences().Locator(".records summary").ClickAsync();
        await Expect(page.Preferences("erase")).ToBeVisibleAsync();
    }

    public static async Task AgeQuestionAsync(IPage page)
    {
        await page.Banner("accept-all").ClickAsync();
        await page.Locator("#consenthub [data-ch=age-continue]").ClickAsync();
        await Expect(page.Locator("#consenthub [role=alert]")).ToBeVisibleAsync();
    }
}
