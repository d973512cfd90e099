using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Signals;

/// <summary>A browser that sends Global Privacy Control, which objects to the categories that honour it.</summary>
public sealed class GlobalPrivacyControlTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Under_opt_out_marketing_is_held_without_asking_while_statistics_run()
    {
        var (page, _) = await OpenDemoAsync("US-CA");

        await page.ExactlyRanAsync(ProfileOf(page), "preferences", "analytics");

        await Expect(page.Banner()).ToHaveCountAsync(0);
        await Expect(page.Banner()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Honouring_it_keeps_no_choice_and_makes_no_visitor_id()
    {
        var (page, hub) = await OpenDemoAsync("US-CA");
        await page.TagIsAsync("analytics", "ran");

        var counted = await hub.CountsAsync("demo");

        Assert.Equal((1, 0), (counted["1"].Gpc, counted["1"].Impressions));
        Assert.Empty(await hub.LogAsync("demo"));
        Assert.DoesNotContain(await page.KeptAsync(), name => name.StartsWith("ch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_preference_centre_says_that_the_signal_was_heard()
    {
        var (page, _) = await OpenDemoAsync("US-CA");
        await page.ReadyAsync();

        await page.OpenPreferencesAsync();

        await Expect(page.Preferences()).ToContainTextAsync("Global Privacy Control");
        await Expect(page.Switch("marketing")).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(page.Switch("analytics")).ToHaveAttributeAsync("aria-checked", "true");
    }

    [Fact]
    public async Task A_later_explicit_grant_stands_against_the_signal()
    {
        var (page, hub) = await OpenDemoAsync("US-CA");
        await page.ReadyAsync();
        await page.OpenPreferencesAsync();

        await page.DecideAsync(page.Preferences("accept-all"));

        await page.TagIsAsync("marketing", "ran");
        var next = await ProfileOf(page).OpenAsync(hub.Address);
        await next.TagIsAsync("marketing", "ran");
        Assert.Single(await hub.LogAsync("demo"));
    }

    [Theory]
    [InlineData("US-CA", "US-CA")]
    [InlineData("DE", "DE")]
    public async Task A_record_says_that_the_page_and_the_server_saw_the_signal(string region, string seen)
    {
        var (page, hub) = await OpenDemoAsync(region);
        await page.ReadyAsync();

        await page.DecideAsync("() => ConsentHub.rejectAll()");

        var record = Assert.Single(await hub.LogAsync("demo"));
        Assert.Equal((true, true, seen), (record.Content.Gpc, record.GpcSeen, record.RegionSeen));
    }

    [Fact]
    public async Task A_signal_switched_on_later_overrides_an_earlier_grant_and_is_recorded()
    {
        var hub = await StartDemoAsync(Regional.Setting);
        var before = await OpenAsync(hub.Address, Regional.From("US-CA"));
        await before.DecideAsync(before.Banner("accept-all"));
        var state = await before.Context.StorageStateAsync();

        var page = await OpenWithSignalAsync(hub, "US-CA", state);
        await page.TagIsAsync("analytics", "ran");

        await page.TagIsAsync("marketing", "held");
        var log = await hub.LogOfAsync(2, "demo");
        Assert.Equal((ConsentAction.Gpc, ConsentSource.Signal), (log[1].Content.Action, log[1].Content.Source));
        Assert.Equal(["preferences", "analytics"], hub.Granted(log[1], "demo"));
    }

    [Fact]
    public async Task Under_opt_in_the_banner_is_shown_and_everything_is_off()
    {
        var (page, _) = await OpenDemoAsync("DE");

        await Expect(page.Banner()).ToContainTextAsync("Global Privacy Control");

        await page.ExactlyRanAsync(ProfileOf(page));
    }

    private async Task<(IPage Page, Hub Hub)> OpenDemoAsync(string region)
    {
        var hub = await StartDemoAsync(Regional.Setting);
        return (await OpenWithSignalAsync(hub, region), hub);
    }

    private async Task<IPage> OpenWithSignalAsync(Hub hub, string region, string? state = null)
    {
        var profile = await NewProfileAsync(options =>
        {
            Regional.From(region, gpc: true)(options);
            options.StorageState = state;
        });
        await Regional.SignalAsync(profile.Context);
        return await profile.OpenAsync(hub.Address);
    }
}
