using ConsentHub.BrowserTests.Support;
using ConsentHub.ConsentLog.Statistics;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>Pages whose own code interferes with the script, on purpose or not.</summary>
public sealed class HostilePageTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Elements_that_shadow_the_documents_own_properties_do_no_harm()
    {
        var hub = await StartShopAsync();
        var body = """<img name="cookie" alt=""><form name="currentScript"></form><form name="readyState"></form>""" + ShopSite.Tags;
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, body));

        var answer = await page.DecideAsync(page.Banner("accept-all"));

        Assert.Equal(201, answer.Status);
        await page.RanAsync("preferences", "analytics", "marketing");
    }

    [Fact]
    public async Task The_script_included_twice_asks_once_and_runs_each_tag_once()
    {
        var hub = await StartShopAsync();
        var again = $"""<script src="{hub.Address}consent.js?site=shop"></script><script src="{hub.Address}consent.js?site=shop&lang=en" async></script>""";
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags + again));
        await page.ReadyAsync();

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("preferences", "analytics", "marketing");
        await Expect(page.Host()).ToHaveCountAsync(1);
        Assert.Single(await hub.LogAsync());
        Assert.Equal(1, (await hub.StatsAsync(StatsDimension.Notice))["1"].Impressions);
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_stop_the_others()
    {
        var hub = await StartShopAsync();
        var queue = """
            <script>
              window.ConsentHub = [
                ['on', 'change', () => { throw new Error('A fault of the page.'); }],
                ['on', 'change', choices => { document.documentElement.dataset.heard = choices.analytics; }],
              ];
            </script>
            """;
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags, head: queue));
        ProfileOf(page).ExpectConsole("A fault of the page.");

        await page.DecideAsync(page.Banner("accept-all"));

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-heard", "true");
        await page.RanAsync("preferences", "analytics", "marketing");
    }

    [Fact]
    public async Task A_page_that_replaces_its_body_keeps_the_banner()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub));
        await Expect(page.Banner()).ToBeVisibleAsync();

        await page.EvaluateAsync("() => { const body = document.createElement('body'); body.id = 'next'; document.body.replaceWith(body); }");

        await Expect(page.Locator("body#next")).ToBeAttachedAsync();
        await page.DecideAsync(page.Banner("reject-all"));
        await Expect(page.Banner()).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_body_that_is_transformed_and_scrolled_moves_no_banner()
    {
        var hub = await StartShopAsync();
        const string Transformed = "<style>body { transform: translateY(40px) scale(.9); filter: blur(0); min-height: 6000px }</style>";
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, head: Transformed));

        await page.EvaluateAsync("() => scrollTo(0, 3000)");

        await Expect(page.Banner()).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.DecideAsync(page.Banner("reject-all"));
        await Expect(page.Banner()).ToBeHiddenAsync();
    }
}
