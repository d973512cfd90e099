using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>axe finds no violation of WCAG 2.2 AA or best practice, in every part of the banner and every look.</summary>
public sealed class AxeTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(nameof(ThemeLayout.Box))]
    [InlineData(nameof(ThemeLayout.Bar))]
    [InlineData(nameof(ThemeLayout.Modal))]
    public async Task The_first_layer_and_a_placeholder_have_no_violations(string layout)
    {
        var page = await OpenAsync(Shown.Site(Enum.Parse<ThemeLayout>(layout)));

        await Wcag.HasNoViolationsInAnyLookAsync(page);
    }

    [Fact]
    public async Task The_reopen_button_the_preference_centre_and_the_records_have_no_violations()
    {
        var page = await OpenAsync(Shown.Site());
        await Shown.PreferencesAsync(page);
        await page.Preferences("history").ClickAsync();
        await Expect(page.Preferences().Locator(".told li")).ToBeVisibleAsync();
        await Wcag.HasNoViolationsInAnyLookAsync(page);
        await page.Preferences("erase").ClickAsync();
        await Expect(page.Preferences("erase-confirm")).ToBeVisibleAsync();

        await page.Preferences("close").ClickAsync();
        await Expect(page.Locator("#consenthub [data-ch=reopen]")).ToBeVisibleAsync();
        await Wcag.HasNoViolationsInAnyLookAsync(page);
    }

    [Fact]
    public async Task The_question_for_the_age_has_no_violations()
    {
        var page = await OpenAsync(Shown.Site(age: 16));
        await Shown.AgeQuestionAsync(page);

        await Wcag.HasNoViolationsInAnyLookAsync(page);
    }

    [Fact]
    public async Task The_demo_page_has_no_violations()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);
        await Expect(page.Banner()).ToBeVisibleAsync();

        await Wcag.HasNoViolationsAsync(page);
    }

    private async Task<IPage> OpenAsync(SiteFile site)
    {
        var page = await OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(site), Shown.Body));
        await Expect(page.Banner()).ToBeVisibleAsync();
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToBeVisibleAsync();
        return page;
    }
}
