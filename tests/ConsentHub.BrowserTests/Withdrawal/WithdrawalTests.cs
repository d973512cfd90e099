using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Withdrawal;

/// <summary>Withdrawing on the demo page takes effect at once.</summary>
public sealed class WithdrawalTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Declared = ["_fs", "_fads", "fs_queue", "fb_settings", "fv_position"];

    [Fact]
    public async Task Withdrawing_removes_what_the_optional_services_had_stored()
    {
        var page = await GrantedDemoAsync();
        Assert.Equal(Declared.Order(), (await page.KeptAsync()).Intersect(Declared).Order());

        await WithdrawAsync(page);

        Assert.Empty((await page.KeptAsync()).Intersect(Declared));
        Assert.Contains("fb_session", await page.KeptAsync());
    }

    [Fact]
    public async Task Withdrawing_stops_every_tag_that_had_run()
    {
        var page = await GrantedDemoAsync();

        await WithdrawAsync(page);

        foreach (var tag in DemoPage.Tags.Values.SelectMany(tags => tags))
            await page.TagIsAsync(tag, "stopped");
    }

    [Fact]
    public async Task Withdrawing_restores_the_placeholder_of_the_embed()
    {
        var page = await GrantedDemoAsync();
        var film = page.Locator("iframe[data-consent-service=fjord_video]");
        await Expect(film).ToHaveAttributeAsync("src", "demo/video.html");

        await WithdrawAsync(page);

        await Expect(film).Not.ToHaveAttributeAsync("src", "demo/video.html");
        await Expect(page.Locator("[data-consenthub-placeholder=marketing]")).ToBeVisibleAsync();
        Assert.DoesNotContain(page.Frames, frame => frame.Url.EndsWith("/demo/video.html", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Withdrawing_is_stored_as_a_withdrawal_of_everything()
    {
        var hub = await StartDemoAsync();
        var page = await GrantedDemoAsync(hub);

        await WithdrawAsync(page);

        var log = await hub.LogAsync("demo");
        Assert.Equal([ConsentAction.AcceptAll, ConsentAction.Withdraw], log.Select(record => record.Content.Action));
        Assert.Empty(hub.Granted(log[1], "demo"));
        Assert.Equal(log[0].Content.Id, log[1].Content.Previous);
    }

    [Fact]
    public async Task The_preference_centre_withdraws_by_one_button_after_a_grant()
    {
        var hub = await StartDemoAsync();
        var page = await GrantedDemoAsync(hub);
        await page.OpenPreferencesAsync();

        await page.DecideAsync(page.Preferences("reject-all"));

        Assert.Equal(ConsentAction.Withdraw, (await hub.LogAsync("demo"))[1].Content.Action);
        await page.TagIsAsync("analytics", "stopped");
    }

    [Fact]
    public async Task After_a_withdrawal_nothing_optional_starts_at_the_next_load()
    {
        var profile = await NewProfileAsync();
        var hub = await StartDemoAsync();
        var page = await profile.OpenAsync(hub.Address);
        await page.DecideAsync(page.Banner("accept-all"));
        await WithdrawAsync(page);
        await page.CloseAsync();

        var next = await profile.OpenAsync(hub.Address);
        await next.ServerIsAsync("stored");

        foreach (var tag in DemoPage.Tags.Values.SelectMany(tags => tags))
            await next.TagIsAsync(tag, "held");
        Assert.Empty((await next.KeptAsync()).Intersect(Declared));
    }

    [Fact]
    public async Task A_site_can_have_the_page_reloaded()
    {
        var hub = await StartShopAsync(ShopSite.File with { Consent = new() { ReloadOnWithdraw = true } });
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags));
        await page.DecideAsync(page.Banner("accept-all"));
        await page.RanAsync("preferences", "analytics", "marketing");

        await page.EvaluateAsync("() => { ConsentHub.withdraw(); }");

        await page.RanAsync();
        await page.ReadyAsync();
        Assert.Equal(ConsentAction.Withdraw, (await hub.LogOfAsync(2))[1].Content.Action);
    }

    private async Task<IPage> GrantedDemoAsync(Hub? hub = null)
    {
        hub ??= await StartDemoAsync();
        var page = await OpenAsync(hub.Address);
        await page.DecideAsync(page.Banner("accept-all"));
        await page.TagIsAsync("video", "ran");
        await page.Locator("#coffee [data-roast=light]").First.ClickAsync();
        return page;
    }

    private static async Task WithdrawAsync(IPage page) => await page.DecideAsync(page.Locator("[data-action=withdraw]"));
}
