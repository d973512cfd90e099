using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>The table of hardships: under each the page works, nothing optional runs before it is allowed, and no stored choice changes.</summary>
public sealed class HardshipTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Own = ["own"];
    private static readonly string[] All = ["own", "preferences", "analytics", "marketing"];

    public static TheoryData<string> Names => [.. Hardship.All.Select(hardship => hardship.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_visitor_is_asked_and_the_choice_is_obeyed_sent_and_kept(string name)
    {
        var (hardship, hub, page) = await OpenAsync(name);
        var back = page.Locator("#consenthub [data-ch=reopen]");
        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.RanAsync(Own);

        var refusal = await page.DecideAsync(page.Banner("reject-all"));

        Assert.Equal(201, refusal.Status);
        Assert.Empty(hub.Granted(Assert.Single(await hub.LogAsync())));
        await page.ReloadAsync();
        // The button to reopen appears at the visitor's first action on the page.
        await page.Keyboard.PressAsync("Shift");
        await Expect(hardship.Forgets ? page.Banner() : back).ToBeVisibleAsync();
        await page.RanAsync(Own);

        if (!hardship.Forgets)
            await back.ClickAsync();
        await (hardship.Forgets ? page.Banner("accept-all") : page.Preferences("accept-all")).ClickAsync();

        await page.RanAsync(All);
        // A page that was reloaded before it got the response sends the refusal once more, and the hub stores it once.
        Assert.Equal(["preferences", "analytics", "marketing"], hub.Granted((await hub.LogOfAsync(2))[1]));
        await page.ReloadAsync();
        // The button to reopen appears at the visitor's first action on the page.
        await page.Keyboard.PressAsync("Shift");
        await Expect(hardship.Forgets ? page.Banner() : back).ToBeVisibleAsync();
        await page.RanAsync(hardship.Forgets ? Own : All);
    }

    private async Task<(Hardship Hardship, Hub Hub, IPage Page)> OpenAsync(string name)
    {
        var hardship = Hardship.All.Single(one => one.Name == name);
        var hub = await StartShopAsync();
        var profile = await NewProfileAsync();
        if (hardship.Init.Length > 0)
            await profile.Context.AddInitScriptAsync(hardship.Init);

        var head = hardship.Head + $"""<script src="{hub.Address}consent.js?site=shop" async></script>""";
        return (hardship, hub, await profile.OpenAsync((await StartPagesAsync()).ServeHtml(head, "<h1>Customer</h1>" + ShopSite.OwnScript + ShopSite.Tags)));
    }
}
