using System.Text.RegularExpressions;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task Accepting_first_asks_for_the_age_neutrally_and_only_an_answer_continues()
    {
        var (page, hub) = await OpenAsync();
        var accept = page.Banner("accept-all");
        // By keyboard, because a press of the mouse leaves the focus where it was.
        await accept.PressAsync("Enter");
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
        // A visitor who has answered is not asked again.
        await page.DecideAsync("() => ConsentHub.save({ marketing: false })");
        await page.OpenPreferencesAsync();
        await page.DecideAsync(page.Preferences("accept-all"));
        Assert.Equal(All, await page.GrantedAsync());
    }

    [Fact]
    public async Task Below_the_threshold_everything_optional_is_locked_which_is_shown_and_not_recorded()
    {
        var (page, hub) = await OpenAsync();
        await Expect(page.Locator("[data-ch=placeholder-allow]")).ToBeVisibleAsync();
        // Without an answer an embed can't be allowed once either.
        await Expect(page.Locator("[data-ch=placeholder-once]")).ToHaveCountAsync(0);
        await page.Banner("accept-all").ClickAsync();
        await Dialog(page).Locator("input").FillAsync("15");

        await Dialog(page).Locator("[data-ch=age-continue]").ClickAsync();

        await ToldAsync(page);
        await Expect(page.Banner()).ToHaveCountAsync(0);
        await LockedAsync(page);
        foreach (var call in new[] { "save({ analytics: true }, { shop_ads: true })", "acceptAll()" })
        {
            await page.EvaluateAsync($"() => ConsentHub.{call}");
            await ToldAsync(page);
        }

        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.Banner()).ToHaveCountAsync(0);
        await LockedAsync(page);
        await page.RanAsync();
        Assert.Equal(["auth"], await page.GrantedAsync());
        Assert.Empty(await hub.LogAsync());
        Assert.Equal(["ch_shop_state"], await page.KeptAsync());
        Assert.DoesNotContain("15", await page.EvaluateAsync<string>("() => Object.keys(JSON.parse(localStorage.ch_shop_state)).join() + JSON.parse(localStorage.ch_shop_state).choice"), StringComparison.Ordinal);
        Assert.Equal(0, ProfileOf(page).CountOf("/frame.html"));

        // The visitor may still refuse, and the refusal is recorded.
        await page.OpenPreferencesAsync();
        await page.DecideAsync(page.Preferences("reject-all"));
        Assert.Equal(ConsentAction.RejectAll, Assert.Single(await hub.LogAsync()).Content.Action);
    }

    [Theory]
    [InlineData("US-CA")]
    [InlineData("US-TX")]
    [InlineData("NO")]
    public async Task Under_no_model_runs_anything_optional_before_the_age_is_known(string region)
    {
        var hub = await StartShopAsync(Site, RegionOf.Setting);
        var profile = await NewProfileAsync();
        await profile.Context.ComesFromAsync(hub, region);
        var page = await profile.OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.OwnScript + ShopSite.Tags));
        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.RanAsync("own");
        Assert.Equal(["auth"], await page.GrantedAsync());

        await page.EvaluateAsync("() => ConsentHub.acceptAll()");
        await Dialog(page).Locator("input").FillAsync("16");
        await page.DecideAsync(Dialog(page).Locator("[data-ch=age-continue]"));

        await page.RanAsync("own", "preferences", "analytics", "marketing");
        Assert.Equal(Optional, hub.Granted(Assert.Single(await hub.LogAsync())));
    }

    [Fact]
    public async Task A_grant_from_before_the_threshold_is_no_answer_and_is_withdrawn_below_the_threshold()
    {
        var hub = await StartShopAsync();
        var address = (await StartPagesAsync()).Serve(hub, ShopSite.OwnScript);
        var before = await OpenAsync(address);
        await before.DecideAsync(before.Banner("accept-all"));
        hub.Folder.WriteSite(Site);
        await hub.Services.GetRequiredService<SiteFolder>().ApplyChangesAsync(CancellationToken.None);
        // The same visitor, after the cached script has expired.
        var state = await before.Context.StorageStateAsync();
        var page = await OpenAsync(address, options => options.StorageState = state);
        await page.Banner("accept-all").ClickAsync();
        await Dialog(page).Locator("input").FillAsync("15");

        await page.DecideAsync(Dialog(page).Locator("[data-ch=age-continue]"));

        await ToldAsync(page);
        Assert.Equal([ConsentAction.AcceptAll, ConsentAction.Withdraw], (await hub.LogAsync()).Select(record => record.Content.Action));
        Assert.Equal(["auth"], await page.GrantedAsync());
    }

    [Fact]
    public async Task Refusing_never_asks_for_the_age_and_every_way_to_allow_does()
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

    private static async Task ToldAsync(IPage page)
    {
        await Expect(Dialog(page)).ToContainTextAsync("Under the age of 16, optional categories stay off.");
        await Expect(Dialog(page).Locator("input")).ToHaveCountAsync(0);
        await Dialog(page).Locator("[data-ch=age-close]").ClickAsync();
        await Expect(Dialog(page)).ToHaveCountAsync(0);
    }

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

    /// <summary>The answer is in no request, cookie, storage or record.</summary>
    private async Task NowhereAsync(IPage page, Hub hub, string age)
    {
        var kept = await page.EvaluateAsync<string>("() => JSON.stringify([localStorage, sessionStorage, document.cookie])");
        var sent = ProfileOf(page).Requests.Select(request => $"{new Uri(request.Url).PathAndQuery} {request.PostData}");
        var records = (await hub.HistoryAsync(await page.VisitorIdAsync("shop"))).Select(record => record!.ToJsonString());
        // Durations by the page's own clock may happen to have the same digits.
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
