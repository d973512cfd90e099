using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Choices;

/// <summary>Nobody pays for what only others need.</summary>
public sealed class LoadedPartsTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_preference_centre_comes_without_a_visitors_records_until_there_are_some()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags));

        await page.Banner("customize").ClickAsync();
        await Expect(page.Preferences()).ToBeVisibleAsync();
        Assert.Equal(["preferences", "work"], Parts(page));
        await Expect(page.Preferences("history")).ToHaveCountAsync(0);

        await page.DecideAsync(page.Preferences("accept-all"));
        await page.EvaluateAsync("() => ConsentHub.open()");
        await Expect(page.Preferences("history")).ToHaveCountAsync(1);
        Assert.Equal(["preferences", "records", "work"], Parts(page));
    }

    [Fact]
    public async Task Where_a_visitors_records_can_not_be_had_the_preference_centre_opens_without_them()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags));
        ProfileOf(page).ExpectConsole("net::ERR_FAILED");
        await page.RouteAsync("**/consenthub-records.js", route => route.AbortAsync());
        await page.DecideAsync(page.Banner("reject-all"));

        await page.EvaluateAsync("() => ConsentHub.open()");

        await Expect(page.Preferences("accept-all")).ToBeVisibleAsync();
        await Expect(page.Preferences("history")).ToHaveCountAsync(0);
    }

    /// <summary>The parts that a page has loaded, by name.</summary>
    private string[] Parts(IPage page) =>
    [
        .. ProfileOf(page).Requests.Select(request => new Uri(request.Url).AbsolutePath.Split('/')[^1])
            .Where(name => name.StartsWith("consenthub-", StringComparison.Ordinal))
            .Select(name => name["consenthub-".Length..^".js".Length]).Order(StringComparer.Ordinal),
    ];
}
