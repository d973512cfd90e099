using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Choices;

/// <summary>A visitor beyond the daily limit sees, in the banner's place, that the choice is stored the next day.</summary>
public sealed class DailyLimitTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_note_is_seen_and_heard_until_it_is_closed_or_the_next_choice_is_stored()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags));
        await page.DecideAsync(page.Banner("reject-all"));
        await FillDayAsync(hub, await page.VisitorIdAsync("shop"));
        ProfileOf(page).ExpectConsole("the server responded with a status of 429");
        var note = page.Locator("#consenthub [role=status].banner");

        await page.OpenPreferencesAsync();
        Assert.Equal(429, (await page.DecideAsync(page.Preferences("accept-all"))).Status);
        await Expect(note).ToContainTextAsync("receives it tomorrow");
        await Expect(note).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(page.Locator("#consenthub [data-ch=reopen]")).ToBeHiddenAsync();
        await page.OutboxHoldsAsync("shop", 1);
        await page.RanAsync("preferences", "analytics", "marketing");

        await note.Locator("[data-ch=close]").ClickAsync();
        await Expect(note).ToHaveCountAsync(0);
        await Expect(page.Locator("#consenthub [data-ch=reopen]")).ToBeVisibleAsync();

        Assert.Equal(429, (await page.DecideAsync("() => ConsentHub.save({ marketing: false })")).Status);
        await Expect(note).ToBeVisibleAsync();
        Assert.Equal(201, (await page.DecideAsync("() => ConsentHub.withdraw()")).Status);
        await Expect(note).ToHaveCountAsync(0);
    }

    /// <summary>Stores choices that allow analytics, until the visitor has reached the daily limit.</summary>
    private static async Task FillDayAsync(Hub hub, string visitor)
    {
        // Each choice names another build, so that none repeats the previous one.
        var choices = Enumerable.Range(1, DayCount.Limit - 1).Select(i => Choice.Body(visitor, ("action", "save"), ("choices", Choice.Choices("analytics")), ("banner", $"{i:x16}")));
        await Parallel.ForEachAsync(choices, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (choice, _) => await hub.Client.SendAsync(choice).JsonAsync(201));
    }
}
