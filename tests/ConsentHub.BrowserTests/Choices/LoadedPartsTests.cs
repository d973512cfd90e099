using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Choices;

/// <summary>No visitor loads a part that only other visitors need.</summary>
public sealed class LoadedPartsTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_preference_centre_loads_the_part_for_a_visitors_records_only_once_there_are_some()
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
        Assert.Equal(["preferences", "records", "save", "work"], Parts(page));
    }

    [Fact]
    public async Task If_the_part_that_sends_can_not_be_loaded_a_choice_is_obeyed_at_once_and_the_next_page_sends_it()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags));
        ProfileOf(page).ExpectConsole("net::ERR_FAILED");
        await page.RouteAsync("**/consenthub-save.js", route => route.AbortAsync());

        await page.Banner("accept-all").ClickAsync();

        await page.RanAsync("preferences", "analytics", "marketing");
        await page.OutboxHoldsAsync("shop", 1);
        Assert.Empty(await hub.LogAsync());
        await page.UnrouteAllAsync();
        await page.ReloadAsync();
        Assert.Equal(["preferences", "analytics", "marketing"], hub.Granted(Assert.Single(await hub.LogOfAsync(1))));
    }

    [Fact]
    public async Task What_runs_is_withdrawn_and_cleared_while_the_hub_is_unreachable()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags));
        await page.DecideAsync(page.Banner("accept-all"));
        await page.ReloadAsync();
        await page.RanAsync("preferences", "analytics", "marketing");
        await page.RunAndWaitForRequestFinishedAsync(
            () => page.Mouse.MoveAsync(10, 10), new() { Predicate = request => request.Url.EndsWith("/consenthub-save.js", StringComparison.Ordinal) });
        await page.EvaluateAsync("() => { document.cookie = 'shop_stats_cookie=1;path=/'; window.same = true; }");
        ProfileOf(page).ExpectConsole("net::ERR_FAILED");
        await page.RouteAsync($"{hub.Address}**", route => route.AbortAsync());

        await page.EvaluateAsync("() => ConsentHub.withdraw()");

        await page.WaitForFunctionAsync("() => !document.cookie.includes('shop_stats_cookie')");
        await page.OutboxHoldsAsync("shop", 1);
        Assert.True(await page.EvaluateAsync<bool>("() => window.same"));
    }

    [Fact]
    public async Task If_the_part_for_a_visitors_records_can_not_be_loaded_the_preference_centre_opens_without_it()
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
