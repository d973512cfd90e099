using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>Browsers in which storage is blocked or full: the page works, and the choice is obeyed and sent.</summary>
public sealed class BlockedStorageTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Tags = ["preferences", "analytics", "marketing"];

    private const string NoCookies =
        "Object.defineProperty(Document.prototype, 'cookie', { get() { throw new DOMException('No.', 'SecurityError'); }, set() { throw new DOMException('No.', 'SecurityError'); } });";

    private const string DeafCookies = "Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set() {} });";

    private const string Full =
        "(() => { for (let size = 1 << 20; size > 0; size >>= 1) try { for (let n = 0; ; n++) localStorage.setItem(`page.${size}.${n}`, 'x'.repeat(size)); } catch {} })();";

    [Theory]
    [InlineData(NoCookies)]
    [InlineData(DeafCookies)]
    public async Task Without_cookies_two_choices_on_one_page_are_one_visitors(string circumstances)
    {
        var (page, hub) = await OpenAsync(circumstances);
        await page.DecideAsync(page.Banner("accept-all"));

        await page.DecideAsync("() => ConsentHub.withdraw()");

        var log = await hub.LogAsync();
        Assert.Equal(2, log.Count);
        Assert.Equal(log[0].Content.Visitor, log[1].Content.Visitor);
    }

    [Fact]
    public async Task With_full_storage_and_the_hub_unavailable_the_choice_is_still_sent_while_the_page_is_open()
    {
        var (page, hub) = await OpenAsync(Full);
        ProfileOf(page).ExpectConsole("net::ERR_CONNECTION_REFUSED");
        await StopAsync(hub);
        var failed = new TaskCompletionSource();
        page.RequestFailed += (_, _) => failed.TrySetResult();
        await page.Banner("accept-all").ClickAsync();
        await failed.Task.WaitAsync(TimeSpan.FromSeconds(30));

        hub = await RestartAsync(hub);
        await page.EvaluateAsync("() => window.dispatchEvent(new Event('online'))");

        Assert.Single(await hub.LogOfAsync(1));
    }

    [Fact]
    public async Task In_a_sandboxed_frame_the_choice_is_obeyed_though_the_hub_must_refuse_it()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        pages.Serve(hub, ShopSite.Tags, path: "/inner.html", headers: ("Access-Control-Allow-Origin", "*"));
        var profile = (await NewProfileAsync()).ExpectConsole("blocked by CORS policy").ExpectConsole("net::ERR_FAILED").ExpectConsole("403 (Forbidden)");
        var page = await profile.OpenAsync(pages.ServeHtml("", """<iframe sandbox="allow-scripts" src="/inner.html" width="800" height="600"></iframe>"""));
        var frame = page.FrameLocator("iframe");
        await Expect(frame.Locator("#consenthub [data-ch=banner]")).ToBeVisibleAsync();
        await Expect(frame.Locator("html[data-ran]")).ToHaveCountAsync(0);

        await frame.Locator("#consenthub [data-ch=banner] [data-ch=accept-all]").ClickAsync();

        await Expect(frame.Locator("html")).ToHaveAttributeAsync("data-ran", string.Join(' ', Tags));
        Assert.Empty(await hub.LogAsync());
    }

    private async Task<(IPage Page, Hub Hub)> OpenAsync(string circumstances)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var profile = await NewProfileAsync();
        await profile.Context.AddInitScriptAsync(circumstances);
        return (await profile.OpenAsync(pages.Serve(hub, ShopSite.Tags)), hub);
    }
}
