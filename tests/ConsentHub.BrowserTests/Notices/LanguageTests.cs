using ConsentHub.BrowserTests.Support;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Notices;

/// <summary>The banner uses the page's language if the site offers it.</summary>
public sealed class LanguageTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_German_page_gets_a_German_banner_although_the_browser_prefers_English()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, lang: "de"));

        await Expect(page.Banner("reject-all")).ToHaveTextAsync("Alle ablehnen");
        await Expect(page.Locator("#consenthub .ch")).ToHaveAttributeAsync("lang", "de");
    }

    [Fact]
    public async Task A_record_names_the_language_that_was_shown()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, lang: "de"));
        await Expect(page.Banner("reject-all")).ToHaveTextAsync("Alle ablehnen");

        await page.DecideAsync(page.Banner("reject-all"));

        Assert.Equal("de", Assert.Single(await hub.LogAsync()).Content.Lang);
    }

    [Fact]
    public async Task A_page_in_a_language_that_is_not_offered_gets_the_language_that_the_browser_prefers()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, lang: "fr"), options => options.Locale = "de-DE");

        await Expect(page.Banner("reject-all")).ToHaveTextAsync("Alle ablehnen");
        Assert.DoesNotContain(ProfileOf(page).Requests, request => request.Url.Contains("/notice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_preference_centre_has_the_same_language()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, lang: "de"));
        await Expect(page.Banner("reject-all")).ToHaveTextAsync("Alle ablehnen");

        await page.OpenPreferencesAsync();

        await Expect(page.Preferences().Locator("[data-category=marketing]")).ToContainTextAsync("Wozu Werbung dient.");
    }
}
