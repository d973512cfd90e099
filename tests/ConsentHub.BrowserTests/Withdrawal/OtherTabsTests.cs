using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Withdrawal;

/// <summary>A choice in one tab reaches the others of the same origin within a second.</summary>
public sealed class OtherTabsTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    [Promise("1.9")]
    public async Task A_withdrawal_reaches_a_second_open_tab_within_a_second()
    {
        var (first, second) = await TwoTabsAsync();
        await first.DecideAsync(first.Banner("accept-all"));
        await second.TagIsAsync("analytics", "ran");
        await RememberWhenAsync(first, "() => !ConsentHub.has('analytics')");
        await RememberWhenAsync(second, "() => !ConsentHub.has('analytics') && !document.cookie.includes('_fs=')");

        await first.DecideAsync(first.Locator("[data-action=withdraw]"));

        Assert.InRange(await WhenAsync(second) - await WhenAsync(first), -1_000, 1_000);
        await second.TagIsAsync("analytics", "stopped");
    }

    [Fact]
    public async Task A_grant_in_one_tab_closes_the_banner_of_the_other_and_lets_its_tags_run()
    {
        var (first, second) = await TwoTabsAsync();
        await Expect(second.Banner()).ToBeVisibleAsync();

        await first.DecideAsync(first.Banner("accept-all"));

        await Expect(second.Banner()).ToHaveCountAsync(0);
        await second.TagIsAsync("marketing", "ran");
    }

    private async Task<(IPage First, IPage Second)> TwoTabsAsync()
    {
        var hub = await StartDemoAsync();
        var profile = await NewProfileAsync();
        var first = await profile.OpenAsync(hub.Address);
        var second = await profile.OpenAsync(hub.Address);
        await first.ReadyAsync();
        await second.ReadyAsync();
        return (first, second);
    }

    /// <summary>Makes a page itself record when something became true, so that the test's own speed is not measured.</summary>
    private static async Task RememberWhenAsync(IPage page, string condition) => await page.EvaluateAsync(
        $$"""
        () => { window.became = new Promise(done => {
          const end = Date.now() + 30000;
          const look = () => ({{condition}})() ? done(Date.now()) : Date.now() > end ? done(null) : setTimeout(look, 5);
          look();
        }); }
        """);

    private static async Task<double> WhenAsync(IPage page) =>
        await page.EvaluateAsync<double?>("() => window.became") ?? throw new TimeoutException("It did not become true within 30 s.");
}
