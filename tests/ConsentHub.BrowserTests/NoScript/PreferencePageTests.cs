using System.Net;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.NoScript;

/// <summary>The preference page in a browser without JavaScript.</summary>
public sealed class PreferencePageTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Categories = ["preferences", "analytics", "marketing"];

    [Fact]
    public async Task Before_a_choice_it_shows_everything_off_and_stores_nothing()
    {
        var (_, page) = await OpenAsync();

        await Expect(page.Locator(".state")).ToContainTextAsync("You have not made a choice here yet.");

        await ShowsAsync(page);
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Fact]
    public async Task A_saved_choice_is_stored_and_shown_at_the_next_visit()
    {
        var (hub, page) = await OpenAsync();
        await Switch(page, "analytics").CheckAsync();

        await PressAsync(page, "save");

        await Expect(page.Locator("[role=status]")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await ShowsAsync(page, "analytics");
        var record = Assert.Single(await hub.LogAsync("demo"));
        Assert.Equal((ConsentAction.Save, ConsentSource.Nojs), (record.Content.Action, record.Content.Source));
        Assert.Equal(["analytics"], hub.Granted(record, "demo"));
    }

    [Theory]
    [InlineData("accept_all", "preferences analytics marketing")]
    [InlineData("reject_all", "")]
    public async Task One_button_accepts_or_rejects_everything(string action, string granted)
    {
        var (hub, page) = await OpenAsync();

        await PressAsync(page, action);

        await ShowsAsync(page, granted.Split(' '));
        Assert.Equal(granted, string.Join(' ', hub.Granted(Assert.Single(await hub.LogAsync("demo")), "demo")));
    }

    [Fact]
    public async Task A_choice_can_be_changed()
    {
        var (hub, page) = await OpenAsync();
        await PressAsync(page, "accept_all");
        await Switch(page, "marketing").UncheckAsync();

        await PressAsync(page, "save");

        await ShowsAsync(page, "preferences", "analytics");
        var log = await hub.LogAsync("demo");
        Assert.Equal(["preferences", "analytics"], hub.Granted(log[1], "demo"));
        Assert.Equal((log[0].Content.Visitor, log[0].Content.Id), (log[1].Content.Visitor, log[1].Content.Previous));
    }

    [Fact]
    public async Task A_choice_can_be_withdrawn_by_one_button()
    {
        var (hub, page) = await OpenAsync();
        await PressAsync(page, "accept_all");

        await PressAsync(page, "withdraw");

        await ShowsAsync(page);
        Assert.Equal(ConsentAction.Withdraw, (await hub.LogAsync("demo"))[1].Content.Action);
    }

    [Fact]
    public async Task Everything_can_be_erased_after_a_confirmation()
    {
        var (hub, page) = await OpenAsync();
        await PressAsync(page, "accept_all");
        await PressAsync(page, "erase");
        Assert.Single(await hub.LogAsync("demo"));

        await PressAsync(page, "erase");

        await Expect(page.Locator("[role=status]")).ToBeVisibleAsync();
        Assert.Empty(await hub.LogAsync("demo"));
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Fact]
    public async Task The_demo_page_says_that_nothing_runs_and_links_to_the_page()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address, options => options.JavaScriptEnabled = false);

        await page.GetByRole(AriaRole.Link, new() { Name = "Choose without JavaScript" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Uri(hub.Address, "preferences/demo").AbsoluteUri);
        Assert.DoesNotContain(ProfileOf(page).Requests, request => request.Url.EndsWith(".js", StringComparison.Ordinal));
        Assert.Equal(0, ProfileOf(page).CountOf("/demo/pixel.gif") + ProfileOf(page).CountOf("/demo/video.html"));
    }

    [Fact]
    public async Task A_visitor_handed_over_by_the_website_sees_that_choice()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub));
        await page.DecideAsync(page.Banner("accept-all"));
        var id = await page.VisitorIdAsync("shop");
        await page.EvaluateAsync(
            """
            ([action, visitorId]) => {
              const form = Object.assign(document.createElement('form'), { method: 'post', action });
              form.append(Object.assign(document.createElement('input'), { name: 'visitorId', value: visitorId }));
              document.body.append(form);
              form.submit();
            }
            """,
            new[] { new Uri(hub.Address, "preferences/shop").AbsoluteUri, id });

        await Expect(page.Locator(".state .yes")).ToHaveCountAsync(3);

        Assert.Single(await hub.LogAsync());
        Assert.Equal(HttpStatusCode.OK, (await hub.AskAsync(id, "/v1/sites/shop/consent")).StatusCode);
    }

    private async Task<(Hub Hub, IPage Page)> OpenAsync()
    {
        var hub = await StartDemoAsync();
        return (hub, await OpenAsync(new Uri(hub.Address, "preferences/demo"), options => options.JavaScriptEnabled = false));
    }

    private static ILocator Switch(IPage page, string category) => page.Locator($"input[name='category.{category}']");

    private static async Task PressAsync(IPage page, string action) =>
        await page.RunAndWaitForResponseAsync(
            () => page.Locator($"button[name=action][value={action}]").ClickAsync(),
            response => response.Request.Method == "POST");

    private static async Task ShowsAsync(IPage page, params string[] granted)
    {
        foreach (var category in Categories)
            await Expect(Switch(page, category)).ToBeCheckedAsync(new() { Checked = granted.Contains(category) });
    }
}
