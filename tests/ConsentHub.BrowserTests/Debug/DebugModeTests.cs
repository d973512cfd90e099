using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Debug;

/// <summary>What debug mode tells a developer on a page with <c>?consenthub-debug</c>, and that other visitors load nothing of it.</summary>
public sealed class DebugModeTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task It_says_of_each_marked_element_why_it_is_held_and_follows_a_choice()
    {
        var page = await OpenAsync(await ServeAsync(ShopSite.Tags + """<script type="text/plain" data-consent="nonsense" data-src="/tag/typo.js"></script>"""));
        await Expect(Rule(page, "not_asked")).ToHaveCountAsync(3);
        await Expect(Rule(page, "unknown_category")).ToContainTextAsync("the notice has no category \"nonsense\"");

        await page.OpenPreferencesAsync();
        await page.Switch("analytics").ClickAsync();
        await page.DecideAsync(page.Preferences("save"));

        await Expect(Rule(page, "granted")).ToContainTextAsync("/tag/analytics.js (analytics): \"analytics\" was granted by the choice of");
        await Expect(Rule(page, "denied")).ToHaveCountAsync(2);
        await Expect(Panel(page)).ToContainTextAsync("auth, analytics");
        await Expect(Panel(page).GetByRole(AriaRole.Button)).ToHaveTextAsync("ConsentHub: 1 running, 3 held, 0 not declared");
    }

    [Fact]
    [Promise("3.1", "4.14")]
    public async Task It_names_cookies_storage_and_hosts_that_no_service_declares()
    {
        var page = await OpenAsync(await ServeAsync("<h1>Shop</h1>"));
        await Expect(Panel(page)).ToContainTextAsync("Nothing so far.");

        var address = new UriBuilder(page.Url) { Host = "stray.localhost", Path = "/favicon.ico", Query = "" }.Uri;
        await page.EvaluateAsync(
            "address => { document.cookie = '_stray=1'; localStorage.setItem('stray_key', '1'); sessionStorage.setItem('stray_tab', '1'); new Image().src = address; }",
            address.AbsoluteUri);

        foreach (var name in new[] { "_stray", "stray_key", "stray_tab", "stray.localhost" })
            await Expect(Panel(page).Locator($"[data-undeclared='{name}']")).ToHaveCountAsync(1);

        // The page's own host, the hub and our own names are not reported.
        await page.DecideAsync(page.Banner("accept-all"));
        await Expect(Panel(page).GetByRole(AriaRole.Button)).ToContainTextAsync("4 not declared");
    }

    [Fact]
    public async Task The_console_gets_one_report_for_each_change()
    {
        var profile = await NewProfileAsync();
        var page = await profile.Context.NewPageAsync();
        var told = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "startGroupCollapsed")
                told.Add(message.Text);
        };
        await page.GotoAsync((await ServeAsync(ShopSite.Tags)).AbsoluteUri);
        await Expect(Rule(page, "not_asked")).ToHaveCountAsync(3);
        var before = told.Count;

        // The report is repeated every second, and finds nothing new.
        await page.UntilAsync("async () => { const from = performance.now(); await new Promise(done => setTimeout(done, 2500)); return performance.now() > from; }");
        Assert.Equal(before, told.Count);

        await page.EvaluateAsync("() => { document.cookie = '_stray=1'; }");
        await Expect(Panel(page).Locator("[data-undeclared='_stray']")).ToHaveCountAsync(1);
        Assert.Equal([.. told.Take(before), "ConsentHub: 0 running, 3 held, 1 not declared"], told);
    }

    [Fact]
    public async Task The_scripts_own_tag_turns_it_on_too_and_otherwise_it_is_not_even_loaded()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();

        var on = await OpenAsync(pages.ServeHtml($"""<script src="{hub.Address}consent.js?site=shop" data-debug async></script>""", "<h1>Shop</h1>"));
        await Expect(Panel(on)).ToBeVisibleAsync();
        var off = await OpenAsync(pages.Serve(hub, "<h1>Shop</h1>", path: "/off"));
        await Expect(off.Banner()).ToBeVisibleAsync();

        Assert.Equal((1, 0), (PartsOf(on), PartsOf(off)));
        await Expect(off.Locator("#consenthub-debug")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Nothing_of_it_leaves_the_browser_and_nothing_is_stored()
    {
        var page = await OpenAsync(await ServeAsync(ShopSite.Tags));
        await Expect(Rule(page, "not_asked")).ToHaveCountAsync(3);
        await page.EvaluateAsync("() => { document.cookie = '_stray=1'; }");
        await Expect(Panel(page).Locator("[data-undeclared='_stray']")).ToHaveCountAsync(1);

        Assert.Equal(["_stray"], await page.KeptAsync());
        Assert.DoesNotContain(ProfileOf(page).Requests, r => r.Method == "POST" && !r.Url.EndsWith("/v1/sites/shop/shown", StringComparison.Ordinal));
        Assert.DoesNotContain(ProfileOf(page).Requests, r => (r.Url + r.PostData).Contains("_stray", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_works_under_the_strictest_policy_without_a_violation()
    {
        var hub = await StartShopAsync();
        var origin = hub.Address.GetLeftPart(UriPartial.Authority);
        var pages = await StartPagesAsync();
        var address = pages.Serve(hub, ShopSite.Tags, headers: ("Content-Security-Policy",
            $"default-src 'none'; script-src {origin}; connect-src {origin}; style-src 'none'; img-src 'self'; require-trusted-types-for 'script'; trusted-types consenthub"));

        // Browsers write each violation to the console, as an error.
        var page = await OpenAsync(new Uri(address, "?consenthub-debug"));

        await Expect(Rule(page, "not_asked")).ToHaveCountAsync(3);
        await Expect(Panel(page)).ToHaveCSSAsync("position", "fixed");
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task It_fits_leaves_the_banner_alone_folds_by_keyboard_and_has_no_violations(int width, ColorScheme scheme)
    {
        var page = await OpenAsync(await ServeAsync($"<main><h1>Shop</h1></main>{ShopSite.Tags}"), options =>
        {
            options.ViewportSize = new() { Width = width, Height = 640 };
            options.ColorScheme = scheme;
        });
        var title = Panel(page).GetByRole(AriaRole.Button);
        await Expect(page.Banner()).ToBeVisibleAsync();
        await Expect(title).ToHaveAttributeAsync("aria-expanded", width < 560 ? "false" : "true");

        await title.FocusAsync();
        if (width < 560)
            await page.Keyboard.PressAsync("Enter");
        await Expect(Rule(page, "not_asked").First).ToBeInViewportAsync();
        await Looks.FitsAsync(page, width);
        await Wcag.HasNoViolationsAsync(page);

        var panel = (await Panel(page).BoundingBoxAsync())!;
        Assert.True(panel.X >= 0 && panel.X + panel.Width <= width, $"The panel lies from {panel.X} to {panel.X + panel.Width}.");
        Assert.True(await page.Banner("reject-all").EvaluateAsync<bool>(
            "button => { const box = button.getBoundingClientRect(); return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === document.getElementById('consenthub'); }"));
        await page.Keyboard.PressAsync("Space");
        await Expect(Rule(page, "not_asked").First).ToBeHiddenAsync();
    }

    private async Task<Uri> ServeAsync(string body)
    {
        var pages = await StartPagesAsync();
        return new Uri(pages.Serve(await StartShopAsync(), body), "?consenthub-debug");
    }

    private static ILocator Panel(IPage page) => page.Locator("#consenthub-debug section");

    private static ILocator Rule(IPage page, string rule) => Panel(page).Locator($"li[data-rule={rule}]");

    private int PartsOf(IPage page) => ProfileOf(page).Requests.Count(request => request.Url.EndsWith("/consenthub-debug.js", StringComparison.Ordinal));
}
