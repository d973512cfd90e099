using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Choices;

/// <summary>A choice on the demo page lets exactly the right tags run.</summary>
public sealed class DecidingTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Rejecting_all_lets_no_optional_tag_run()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);

        var answer = await page.DecideAsync(page.Banner("reject-all"));

        Assert.Equal(201, answer.Status);
        await page.ExactlyRanAsync(ProfileOf(page));
        await Expect(page.Banner()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Accepting_all_lets_every_tag_run_once()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);

        var answer = await page.DecideAsync(page.Banner("accept-all"));

        Assert.Equal(201, answer.Status);
        await page.ExactlyRanAsync(ProfileOf(page), "preferences", "analytics", "marketing");
        await Expect(page.Banner()).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("preferences")]
    [InlineData("analytics")]
    [InlineData("marketing")]
    public async Task A_single_category_lets_its_own_tags_run_and_no_others(string category)
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);

        await SaveAsync(page, category);

        await page.ExactlyRanAsync(ProfileOf(page), category);
        Assert.Equal(["auth", category], await page.GrantedAsync());
    }

    [Fact]
    public async Task A_choice_is_valid_at_the_next_load_and_the_visitor_is_not_asked_again()
    {
        var profile = await NewProfileAsync();
        var hub = await StartDemoAsync();
        var first = await profile.OpenAsync(hub.Address);
        await SaveAsync(first, "analytics");
        await first.CloseAsync();

        var second = await profile.OpenAsync(hub.Address);
        await second.TagIsAsync("analytics", "ran");

        await second.TagIsAsync("marketing", "held");
        await Expect(second.Banner()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Closing_the_banner_grants_nothing_and_stores_nothing()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);

        await page.Banner("close").ClickAsync();
        await Expect(page.Banner()).ToHaveCountAsync(0);

        await page.ExactlyRanAsync(ProfileOf(page));
        Assert.Equal(["fb_session"], await page.KeptAsync());
        Assert.Empty(await hub.LogAsync("demo"));
    }

    [Fact]
    [Promise("0.4")]
    public async Task A_service_can_be_refused_while_its_category_is_granted()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);
        await page.OpenPreferencesAsync();
        await page.Switch("marketing").ClickAsync();
        await page.Preferences().Locator("[data-category=marketing] summary").ClickAsync();
        await page.Preferences().Locator("[role=switch][name='marketing.fjord_video']").ClickAsync();

        await page.DecideAsync(page.Preferences("save"));

        await page.TagIsAsync("marketing", "ran");
        await page.TagIsAsync("pixel", "ran");
        await page.TagIsAsync("video", "held");
        Assert.Equal(0, ProfileOf(page).CountOf("/demo/video.html"));
    }

    private static async Task SaveAsync(IPage page, string category)
    {
        await page.OpenPreferencesAsync();
        await page.Switch(category).ClickAsync();
        await page.DecideAsync(page.Preferences("save"));
    }
}
