using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Snippets;

/// <summary>The page that writes the lines for a website: those lines work, and the page itself is accessible.</summary>
public sealed class SnippetPageTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_lines_for_plain_HTML_bring_the_banner_onto_a_customers_page()
    {
        var hub = await StartShopAsync();
        var snippets = await OpenSnippetsAsync(hub, "shop");
        var lines = await TextAsync(snippets, "head");
        var link = await TextAsync(snippets, "link");

        var page = await OpenAsync((await StartPagesAsync()).ServeHtml(lines, $"<h1>Shop</h1>{link}"));

        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.Banner("reject-all").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Privacy settings" }).ClickAsync();
        await Expect(page.Preferences()).ToBeVisibleAsync();
    }

    [Fact]
    public async Task With_the_inline_stub_they_hold_an_unmarked_script_under_the_policy_that_the_page_names()
    {
        var site = ShopSite.File.WithService("marketing", s => s with { Hosts = ["tracker.localhost"] }) with { Signals = new() { Google = new() } };
        var snippets = await OpenSnippetsAsync(await StartShopAsync(site), "shop");
        await snippets.GetByLabel("Hold unmarked elements too").CheckAsync();
        await Expect(snippets.Locator("#head pre")).ToContainTextAsync("data-hosts=\"tracker.localhost\"");
        var pages = await StartPagesAsync();
        var tracker = $"http://tracker.localhost:{pages.Address.Port}";
        var policy = (await TextAsync(snippets, "policy")).Replace("script-src", $"script-src {tracker}", StringComparison.Ordinal);

        var page = await OpenAsync(pages.ServeHtml(
            await TextAsync(snippets, "head"), $"""<h1>Shop</h1><script src="{tracker}/tag/ads.js"></script>""", headers: ("Content-Security-Policy", policy)));

        await Expect(page.Banner()).ToBeVisibleAsync();
        await Expect(page.Locator("script[data-consent-host='tracker.localhost'][type='text/plain']")).ToHaveCountAsync(1);
        Assert.Null(await page.Locator("html").GetAttributeAsync("data-ran"));
        Assert.Equal("consent default denied granted", await page.EvaluateAsync<string>(
            "() => { const [command, word, types] = dataLayer[0]; return [command, word, types.ad_storage, types.security_storage].join(' '); }"));
    }

    [Fact]
    public async Task A_pinned_build_works_with_all_its_parts_and_runs_no_other_code()
    {
        var hub = await StartShopAsync();
        var snippets = await OpenSnippetsAsync(hub, "shop");
        await snippets.GetByLabel("Pin the build").CheckAsync();
        await Expect(snippets.Locator("#head pre")).ToContainTextAsync("integrity=\"sha384-");
        var lines = await TextAsync(snippets, "head");
        var pages = await StartPagesAsync();

        var page = await OpenAsync(pages.ServeHtml(lines, ShopSite.Tags + """<iframe data-consent="marketing" data-src="/frame.html" width="320" height="200"></iframe>"""));
        await Expect(page.Locator("[data-ch=placeholder-once]")).ToBeVisibleAsync();
        await page.Banner("customize").ClickAsync();
        await page.Switch("analytics").ClickAsync();
        var answer = await page.DecideAsync(page.Preferences("save"));

        Assert.Equal(201, answer.Status);
        await page.RanAsync("analytics");
        Assert.DoesNotContain(ProfileOf(page).Requests, request => new Uri(request.Url).AbsolutePath == "/consent.js");

        var other = await NewProfileAsync();
        other.ExpectConsole("Failed to find a valid digest");
        var hash = lines.IndexOf("sha384-", StringComparison.Ordinal) + "sha384-".Length;
        var wrong = lines.Remove(hash, 64).Insert(hash, Convert.ToBase64String(new byte[48]));
        var refused = await other.OpenAsync(pages.ServeHtml(wrong, "<h1>Shop</h1>", "/wrong"));
        Assert.True(await refused.EvaluateAsync<bool>("() => window.ConsentHub === undefined"));
    }

    [Theory]
    [InlineData("html", "async></script>")]
    [InlineData("tagManager", "script.setAttribute(\"src\", \"")]
    [InlineData("next", "<script src={\"")]
    [InlineData("vue", "async></script>")]
    [InlineData("aspnet", "async></script>")]
    public async Task Each_framework_gets_the_script_in_its_own_form(string kind, string form)
    {
        var hub = await StartDemoAsync();
        var page = await OpenSnippetsAsync(hub, "demo");

        await page.Locator($"input[value={kind}]").CheckAsync();
        await Expect(page.Locator("#head pre")).ToContainTextAsync(form);

        var text = await TextAsync(page, "head");
        Assert.Contains($"{Base(hub)}/consent.js?site=demo", text.Replace("&amp;", "&", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal($"script-src {Base(hub)}; connect-src {Base(hub)}", await TextAsync(page, "policy"));
    }

    [Fact]
    public async Task A_fixed_language_is_in_the_address()
    {
        var page = await OpenSnippetsAsync(await StartDemoAsync(), "demo");

        await page.Locator("#lang").SelectOptionAsync("de");

        await Expect(page.Locator("#head pre")).ToContainTextAsync("consent.js?site=demo&amp;lang=de\"");
    }

    [Fact]
    public async Task A_key_that_is_typed_in_is_looked_up_and_an_unknown_one_is_reported()
    {
        var hub = await StartDemoAsync();
        var page = await OpenSnippetsAsync(hub, "");
        // Browsers write an error for the 404 of an unknown site.
        ProfileOf(page).ExpectConsole("404 (Not Found) [/v1/sites/nowhere/");

        await page.Locator("#site").FillAsync("nowhere");
        await page.Locator("#load").ClickAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync("This hub has no site nowhere.");
        Assert.Equal(0, await page.Locator("pre").CountAsync());

        await page.Locator("#site").FillAsync("demo");
        await page.Locator("#site").PressAsync("Enter");
        await Expect(page.Locator("#head pre")).ToContainTextAsync("site=demo");
        Assert.EndsWith("/snippets/?site=demo", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_copies_its_block()
    {
        var page = await OpenSnippetsAsync(await StartDemoAsync(), "demo");
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

        await page.Locator("#head button").ClickAsync();

        await Expect(page.Locator("#status")).ToContainTextAsync("Copied");
        Assert.Equal(await TextAsync(page, "head"), await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task It_fits_and_has_no_violations(int width, ColorScheme scheme)
    {
        var page = await OpenSnippetsAsync(await StartDemoAsync(), "demo", options =>
        {
            options.ViewportSize = new() { Width = width, Height = 800 };
            options.ColorScheme = scheme;
        });
        await page.Locator("input[value=tagManager]").CheckAsync();
        await Expect(page.Locator("#head pre")).ToContainTextAsync("createElement");

        await Looks.FitsAsync(page, width);
        await Wcag.HasNoViolationsAsync(page);
    }

    private async Task<IPage> OpenSnippetsAsync(Hub hub, string site, Action<BrowserNewContextOptions>? configure = null)
    {
        var profile = await NewProfileAsync(configure);
        var page = await profile.OpenAsync(new Uri(hub.Address, $"snippets/{(site.Length == 0 ? "" : $"?site={site}")}"));
        if (site.Length > 0)
            await Expect(page.Locator("#head pre")).ToBeVisibleAsync();

        return page;
    }

    private static string Base(Hub hub) => hub.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<string> TextAsync(IPage page, string block) => (await page.Locator($"#{block} pre").TextContentAsync())!;
}
