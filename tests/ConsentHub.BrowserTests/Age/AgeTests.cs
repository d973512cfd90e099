using System.Text.RegularExpressions;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Age;

/// <summary>A site that asks for the age before anything optional can be allowed; the threshold is 16.</summary>
public sealed partial class AgeTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly SiteFile Site = ShopSite.File with { Age = new AgeRule { Threshold = 16 } };
    private static readonly string[] Optional = ["preferences", "analytics", "marketing"];
    private static readonly string[] All = ["auth", .. Optional];

    [Fact]
    public async Task Accepting_asks_neutrally_first_and_only_an_answer_goes_on()
    {
        var (page, hub) = await OpenAsync();
        var accept = page.Banner("accept-all");
        await accept.ClickAsync();
        var input = Dialog(page).Locator("input");
        await Expect(input).ToBeFocusedAsync();
        Assert.Equal("", await input.InputValueAsync());
        Assert.DoesNotContain("16", await Dialog(page).InnerHTMLAsync(), StringComparison.Ordinal);
        Assert.Empty(await input.EvaluateAsync<string[]>("e => ['value', 'placeholder', 'min', 'max', 'list'].filter(name => e.hasAttribute(name))"));

        foreach (var wrong in new[] { "", "abc", "-5", "0", "121", "1.5", "1e1" })
        {
            await input.FillAsync(wrong);
            await page.Keyboard.PressAsync("Enter");
            await Expect(Dialog(page).Locator("[role=alert]")).ToHaveTextAsync("Please enter your age as a whole number of years.");
            await Expect(input).ToHaveAttributeAsync("aria-invalid", "true");
            await Expect(input).ToBeFocusedAsync();
        }

        await page.Keyboard.PressAsync("Escape");
        await Expect(Dialog(page)).ToHaveCountAsync(0);
        await Expect(accept).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await input.FillAsync("30");
        await page.Keyboard.PressAsync("Tab");
        await Expect(Dialog(page).Locator("[data-ch=age-cancel]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Dialog(page)).ToHaveCountAsync(0);
        Assert.Equal(["auth"], await page.GrantedAsync());
        Assert.Empty(await page.KeptAsync());
        Assert.Empty(await hub.LogAsync());

        await accept.PressAsync("Enter");
        await input.FillAsync("16");
        await page.DecideAsync(Dialog(page).Locator("[data-ch=age-continue]"));

        Assert.Equal(All, await page.GrantedAsync());
        Assert.Equal(ConsentAction.AcceptAll, Assert.Single(await hub.LogAsync()).Content.Action);
        await page.RanAsync("preferences", "analytics", "marketing");
        await NowhereAsync(page, hub, "16");
        // Who has answered is not asked again.
        await page.DecideAsync("() => ConsentHub.save({ marketing: false })");
        await page.OpenPreferencesAsync();
        await page.DecideAsync(page.Preferences("accept-all"));
        Assert.Equal(All, await page.GrantedAsync());
    }

    [Fact]
    public async Task Below_the_threshold_everything_optional_is_refused_and_locked()
    {
        var (page, hub) = await OpenAsync();
        await Expect(page.Locator("[data-ch=placeholder-allow]")).ToBeVisibleAsync();
        // Without an answer an embed can't be let in for once either.
        await Expect(page.Locator("[data-ch=placeholder-once]")).ToHaveCountAsync(0);
        await page.Banner("accept-all").ClickAsync();
        await Dialog(page).Locator("input").FillAsync("15");

        await page.DecideAsync(Dialog(page).Locator("[data-ch=age-continue]"));

        await Expect(Dialog(page)).ToHaveCountAsync(0);
        await Expect(page.Banner()).ToHaveCountAsync(0);
        await LockedAsync(page);
        Assert.Equal(ConsentAction.RejectAll, Assert.Single(await hub.LogAsync()).Content.Action);
        await NowhereAsync(page, hub, "15");

        await page.DecideAsync("() => ConsentHub.save({ analytics: true }, { shop_ads: true })");
        await page.DecideAsync("() => ConsentHub.acceptAll()");
        Assert.Equal(["auth"], await page.GrantedAsync());
        await page.ReloadAsync();
        await page.ReadyAsync();
        await LockedAsync(page);
        await page.RanAsync();
        Assert.All(await hub.LogAsync(), record => Assert.Empty(hub.Granted(record).Concat(hub.GrantedAlone(record))));
        Assert.Equal(0, ProfileOf(page).CountOf("/frame.html"));
    }

    [Fact]
    public async Task Refusing_never_asks_and_every_way_to_allow_does()
    {
        var (page, hub) = await OpenAsync();
        await page.DecideAsync(page.Banner("reject-all"));
        await page.OpenPreferencesAsync();
        await page.DecideAsync(page.Preferences("save"));
        Assert.Equal(2, (await hub.LogAsync()).Count);

        await page.OpenPreferencesAsync();
        await page.Switch("analytics").ClickAsync();
        await page.Preferences("save").ClickAsync();
        await Expect(Dialog(page)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.OpenPreferencesAsync();
        await page.Preferences("accept-all").ClickAsync();
        await Expect(Dialog(page)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-ch=placeholder-allow]").ClickAsync();
        await Expect(Dialog(page)).ToBeVisibleAsync();
        await Dialog(page).Locator("input").FillAsync("44");

        await page.DecideAsync(Dialog(page).Locator("[data-ch=age-continue]"));

        await Expect(page.FrameLocator("iframe").Locator("p")).ToHaveTextAsync("Embedded");
        Assert.Equal(["auth"], (await page.GrantedAsync()).Except(["marketing"]));
    }

    private static ILocator Dialog(IPage page) => page.Locator("#consenthub [data-ch=age]");

    private static async Task LockedAsync(IPage page)
    {
        await page.OpenPreferencesAsync();
        foreach (var category in Optional)
        {
            await Expect(page.Switch(category)).ToBeDisabledAsync();
            await Expect(page.Switch(category)).ToHaveAttributeAsync("aria-checked", "false");
        }

        await Expect(page.Preferences()).ToContainTextAsync("Under the age of 16, optional categories stay off.");
        await Expect(page.Preferences("accept-all")).ToHaveCountAsync(0);
        await page.Preferences("close").ClickAsync();
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-ch=placeholder-allow], [data-ch=placeholder-once]")).ToHaveCountAsync(0);
    }

    /// <summary>The answer stands in no request, cookie, storage or record.</summary>
    private async Task NowhereAsync(IPage page, Hub hub, string age)
    {
        var kept = await page.EvaluateAsync<string>("() => JSON.stringify([localStorage, sessionStorage, document.cookie])");
        var sent = ProfileOf(page).Requests.Select(request => $"{new Uri(request.Url).PathAndQuery} {request.PostData}");
        var records = (await hub.HistoryAsync(await page.VisitorIdAsync("shop"))).Select(record => record!.ToJsonString());
        // Periods in the page's own time may happen to be that long.
        Assert.All([kept, .. sent, .. records], text => Assert.DoesNotMatch($@"(?<![\w-]){age}(?![\w-])|birth|""age""", Elapsed.Replace(text, "")));
    }

    [GeneratedRegex("\"elapsed\\\\*\":\\d+|\\d+-\\d+-\\d+T[\\d:.]+", RegexOptions.None, 1000)]
    private static partial Regex Elapsed { get; }

    private async Task<(IPage Page, Hub Hub)> OpenAsync()
    {
        var hub = await StartShopAsync(Site);
        var film = """<iframe data-consent="marketing" data-src="/frame.html" title="Film" width="480" height="270"></iframe>""";
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags + film));
        await Expect(page.Banner()).ToBeVisibleAsync();
        return (page, hub);
    }
}
