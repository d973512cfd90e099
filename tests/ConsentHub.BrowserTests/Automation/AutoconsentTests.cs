using System.Text.Json;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Automation;

/// <summary>The published rule for DuckDuckGo's autoconsent, run by its real content script.</summary>
public sealed class AutoconsentTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("optOut", "reject_all", "")]
    [InlineData("optIn", "accept_all", "analytics marketing preferences")]
    public async Task The_rule_ends_with_a_record_of_what_the_visitor_has_set_in_the_browser(string wish, string action, string granted)
    {
        var hub = await StartDemoAsync();

        var page = await OpenWithAutoconsentAsync(hub, hub.Address, wish);
        await HeardAsync(page, $"{wish}Result", "result");

        var record = Assert.Single(await hub.LogOfAsync(1, "demo"));
        var told = Assert.Single(await hub.HistoryAsync(await page.VisitorIdAsync("demo"), "demo"))!;
        Assert.Equal(action, (string?)told["action"]);
        Assert.Equal(granted, string.Join(' ', hub.Granted(record, "demo").Order()));
        await page.EvaluateAsync("() => autoconsentReceiveMessage({ type: 'selfTest' })");
        await HeardAsync(page, "selfTestResult", "result");
    }

    [Theory]
    [InlineData("Bar")]
    [InlineData("Modal")]
    public async Task It_finds_the_banner_in_the_other_layouts_too(string layout)
    {
        var hub = await StartShopAsync(ShopSite.File with { Theme = new() { Layout = Enum.Parse<ThemeLayout>(layout) } });
        var pages = await StartPagesAsync();

        var page = await OpenWithAutoconsentAsync(hub, pages.Serve(hub, ShopSite.Tags), "optOut");
        await HeardAsync(page, "optOutResult", "result");

        await Expect(page.Banner()).ToHaveCountAsync(0);
        Assert.Equal(["auth"], await page.GrantedAsync());
    }

    [Fact]
    public async Task It_leaves_a_visitor_alone_who_has_chosen_and_opens_the_preference_centre()
    {
        var hub = await StartDemoAsync();
        var page = await OpenWithAutoconsentAsync(hub, hub.Address, "optOut");
        await HeardAsync(page, "optOutResult", "result");
        await hub.LogOfAsync(1, "demo");

        await page.ReloadAsync();
        await page.ReadyAsync();
        await page.OpenPreferencesAsync();
        await HeardAsync(page, "cmpDetected", "cmp");

        await Expect(page.Preferences()).ToBeVisibleAsync();
        Assert.False(await page.EvaluateAsync<bool>("() => autoconsentHeard.some(message => message.type === 'popupFound')"));
        Assert.Single(await hub.LogAsync("demo"));
    }

    /// <summary>
    /// Inserts the content script before the page's own scripts, as browsers with autoconsent do, and gives it the rule
    /// that this hub publishes. Its messages to the browser are collected in <c>autoconsentHeard</c>.
    /// </summary>
    private async Task<IPage> OpenWithAutoconsentAsync(Hub hub, Uri address, string wish)
    {
        var rule = await hub.Client.GetStringAsync("/autoconsent.json");
        var config = JsonSerializer.Serialize(new
        {
            enabled = true,
            autoAction = wish,
            disabledCmps = Array.Empty<string>(),
            enablePrehide = false,
            enableCosmeticRules = false,
            enableGeneratedRules = false,
            enableHeuristicDetection = false,
            detectRetries = 50,
            isMainWorld = false,
            prehideTimeout = 2000,
        });
        var profile = await NewProfileAsync();
        await profile.Context.AddInitScriptAsync(
            $$"""
            if (window === top) {
              window.autoconsentHeard = [];
              window.autoconsentSendMessage = async message => {
                autoconsentHeard.push(message);
                await null;
                if (message.type === 'init') await autoconsentReceiveMessage({ type: 'initResp', config: {{config}}, rules: { autoconsent: [{{rule}}] } });
              };
              {{File.ReadAllText(ContentScript)}}
            }
            """);
        return await profile.OpenAsync(address);
    }

    private static async Task HeardAsync(IPage page, string type, string field) => await page.WaitForFunctionAsync(
        "([type, field]) => autoconsentHeard.some(message => message.type === type && message[field])", new[] { type, field });

    /// <summary>The package that <c>npm ci</c> at the root of the repository installs.</summary>
    private static string ContentScript =>
        Path.Combine(TestSite.Folder, "..", "node_modules", "@duckduckgo", "autoconsent", "dist", "autoconsent.playwright.js");
}
