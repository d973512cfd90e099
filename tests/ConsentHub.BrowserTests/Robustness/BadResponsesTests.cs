using ConsentHub.Banner;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>Invalid responses of the hub, or of something in front of it.</summary>
public sealed class BadResponsesTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Tags = ["preferences", "analytics", "marketing"];

    [Theory]
    [InlineData(500, "text/html", "<h1>Internal Server Error</h1>")]
    [InlineData(503, "application/problem+json", """{"status":503}""")]
    [InlineData(200, "text/html", "<!DOCTYPE html><title>Sign in to the Wi-Fi</title>")]
    [InlineData(200, "application/json", "{}")]
    [InlineData(400, "application/problem+json", """{"status":400}""")]
    [InlineData(429, "application/problem+json", """{"status":429}""")]
    public async Task A_choice_that_the_hub_did_not_store_is_obeyed_and_kept(int status, string type, string body)
    {
        var (_, page) = await OpenAsync();
        await RespondAsync(page, "**/consents", status, type, body);

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync(Tags);
        await page.OutboxHoldsAsync("shop", 1);
        Assert.Contains("~auth.preferences.analytics.marketing~", (await page.CookieAsync("ch_shop"))!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_kept_during_an_outage_is_stored_once_afterwards()
    {
        var (hub, page) = await OpenAsync();
        await RespondAsync(page, "**/consents", 500, "text/html", "<h1>Internal Server Error</h1>");
        await page.DecideAsync(page.Banner("accept-all"));
        await page.OutboxHoldsAsync("shop", 1);

        await page.UnrouteAllAsync();
        await page.EvaluateAsync("() => window.dispatchEvent(new Event('online'))");

        await page.OutboxHoldsAsync("shop", 0);
        Assert.Single(await hub.LogAsync());
    }

    [Fact]
    public async Task A_choice_that_the_hub_refuses_does_not_hold_up_the_next()
    {
        var (hub, page) = await OpenAsync();
        await RespondAsync(page, "**/consents", 400, "application/problem+json", """{"status":400}""");
        await page.DecideAsync(page.Banner("accept-all"));
        await page.OutboxHoldsAsync("shop", 1);
        await page.UnrouteAllAsync();

        await page.DecideAsync("() => ConsentHub.withdraw()");

        Assert.Equal(ConsentAction.Withdraw, Assert.Single(await hub.LogAsync()).Content.Action);
        Assert.Equal(1, await page.OutboxAsync("shop"));
    }

    [Theory]
    [InlineData(500, "<h1>Internal Server Error</h1>")]
    [InlineData(200, "<!DOCTYPE html><title>Sign in to the Wi-Fi</title>")]
    public async Task Without_a_notice_nobody_is_asked_and_nothing_optional_runs(int status, string body)
    {
        var (page, address, _) = await CodeOnlyAsync();
        await RespondAsync(page, "**/notice*", status, "text/html", body);

        await page.GotoAsync(address.AbsoluteUri);
        await page.ReadyAsync();

        await page.RanAsync("own");
        Assert.False(await page.EvaluateAsync<bool>("() => ConsentHub.has('analytics')"));
        await Expect(page.Banner()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task If_the_rules_for_a_pinned_page_can_not_be_loaded_no_notice_is_accepted()
    {
        var (page, address, _) = await CodeOnlyAsync();
        ProfileOf(page).ExpectConsole("net::ERR_FAILED");
        await page.RouteAsync("**/consenthub-checks.js", route => route.AbortAsync());

        await page.GotoAsync(address.AbsoluteUri);
        await page.ReadyAsync();

        Assert.False(await page.EvaluateAsync<bool>("() => ConsentHub.has('auth')"));
        await Expect(page.Banner()).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("accept-all")]
    [InlineData("reject-all")]
    public async Task Without_a_notice_no_stored_choice_changes(string button)
    {
        var (page, address, hub) = await CodeOnlyAsync();
        await page.GotoAsync(address.AbsoluteUri);
        await page.DecideAsync(page.Banner(button));
        var granted = await page.GrantedAsync();
        var cookie = (await page.CookieAsync("ch_shop"))!.Value;
        await RespondAsync(page, "**/notice*", 500, "text/html", "<h1>Internal Server Error</h1>");

        await page.GotoAsync(address.AbsoluteUri);
        await page.ReadyAsync();

        Assert.Equal(granted, await page.GrantedAsync());
        Assert.Equal(cookie, (await page.CookieAsync("ch_shop"))!.Value);
        Assert.Single(await hub.LogAsync());
    }

    private async Task<(Hub Hub, IPage Page)> OpenAsync()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags));
        return (hub, page);
    }

    /// <summary>A page with the code-only script, which fetches its notice itself.</summary>
    private async Task<(IPage Page, Uri Address, Hub Hub)> CodeOnlyAsync()
    {
        var hub = await StartShopAsync();
        var banner = hub.Services.GetRequiredService<BannerCode>();
        var script = $"""<script src="{hub.Address}banner/{banner.Hash}/consenthub.js" integrity="{banner.Integrity}" crossorigin data-site="shop" async></script>""";
        var address = (await StartPagesAsync()).ServeHtml(script, ShopSite.OwnScript + ShopSite.Tags);
        return (await (await NewProfileAsync()).Context.NewPageAsync(), address, hub);
    }

    private async Task RespondAsync(IPage page, string path, int status, string type, string body)
    {
        ProfileOf(page).ExpectConsole($"the server responded with a status of {status}");
        await page.RouteAsync(path, route => route.FulfillAsync(new()
        {
            Status = status,
            ContentType = type,
            Body = body,
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access-Control-Allow-Origin"] = "*" },
        }));
    }
}
