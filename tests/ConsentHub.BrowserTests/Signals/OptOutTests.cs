using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Signals;

/// <summary>Regions in which optional categories run until the visitor objects.</summary>
public sealed class OptOutTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] All = ["preferences", "analytics", "marketing"];

    [Theory]
    [InlineData("US-CA")]
    [InlineData("US-TX")]
    public async Task Optional_tags_run_before_a_choice(string region)
    {
        var (page, _) = await OpenDemoAsync(region);

        await page.ExactlyRanAsync(ProfileOf(page), All);

        await Expect(page.Banner()).ToBeVisibleAsync();
        Assert.DoesNotContain(await page.KeptAsync(), name => name.StartsWith("ch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_region_with_opt_in_lets_none_run()
    {
        var (page, _) = await OpenDemoAsync("DE");

        await Expect(page.Banner()).ToBeVisibleAsync();

        await page.ExactlyRanAsync(ProfileOf(page));
    }

    [Fact]
    public async Task An_objection_stops_them()
    {
        var (page, hub) = await OpenDemoAsync("US-CA");
        await page.TagIsAsync("marketing", "ran");

        await page.DecideAsync("() => ConsentHub.withdraw()");

        foreach (var tag in DemoPage.Tags.Values.SelectMany(tags => tags))
            await page.TagIsAsync(tag, "stopped");
        var record = Assert.Single(await hub.LogAsync("demo"));
        Assert.Equal((ConsentAction.Object, "US-CA"), (record.Content.Action, record.RegionSeen));
    }

    [Fact]
    public async Task An_objection_is_valid_at_the_next_load()
    {
        var (page, hub) = await OpenDemoAsync("US-CA");
        await page.DecideAsync(page.Banner("reject-all"));

        var next = await ProfileOf(page).OpenAsync(hub.Address);
        await next.ServerIsAsync("stored");

        foreach (var tag in DemoPage.Tags.Values.SelectMany(tags => tags))
            await next.TagIsAsync(tag, "held");
    }

    [Fact]
    public async Task A_grant_given_under_opt_out_is_no_consent_under_opt_in()
    {
        var (page, hub) = await OpenDemoAsync("US-CA");
        await page.DecideAsync(page.Banner("accept-all"));
        var state = await page.Context.StorageStateAsync();

        var travelled = await OpenAsync(hub.Address, options =>
        {
            Regional.From("DE")(options);
            options.StorageState = state;
        });
        await Expect(travelled.Banner()).ToBeVisibleAsync();

        Assert.Equal(["auth"], await travelled.GrantedAsync());
        await travelled.ExactlyRanAsync(ProfileOf(travelled));
    }

    private async Task<(IPage Page, Hub Hub)> OpenDemoAsync(string region)
    {
        var hub = await StartDemoAsync(Regional.Setting);
        return (await OpenAsync(hub.Address, Regional.From(region)), hub);
    }
}
