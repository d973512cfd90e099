using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Policies;

/// <summary>The strictest Content-Security-Policy, with Trusted Types: the page may connect only to the hub.</summary>
public sealed class StrictPolicyTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_banner_is_shown_and_styled()
    {
        var page = await OpenAsync();

        await Expect(page.Banner()).ToBeVisibleAsync();

        await Expect(page.Banner()).ToHaveCSSAsync("position", "fixed");
        await Expect(page.Banner("accept-all")).ToHaveCSSAsync("background-color", "rgb(31, 77, 63)");
        await Expect(page.Banner("accept-all")).ToHaveCSSAsync("cursor", "pointer");
    }

    [Fact]
    public async Task The_preference_centre_is_shown_and_styled()
    {
        var page = await OpenAsync();

        await page.Banner("customize").ClickAsync();

        await Expect(page.Switch("analytics")).ToBeVisibleAsync();
        await Expect(page.Switch("analytics")).ToHaveCSSAsync("cursor", "pointer");
        await Expect(page.Preferences().Locator("[data-category=analytics]")).ToContainTextAsync("What Statistics is for.");
    }

    [Fact]
    public async Task A_choice_reaches_the_hub_and_releases_a_script_of_an_allowed_host()
    {
        var page = await OpenAsync();

        var answer = await page.DecideAsync(page.Banner("accept-all"));

        Assert.Equal(201, answer.Status);
        await Expect(page.Locator("html[data-ran-analytics]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_released_inline_script_keeps_the_nonce_that_lets_it_run()
    {
        var page = await OpenAsync();

        await page.DecideAsync(page.Banner("accept-all"));

        await Expect(page.Locator("html[data-inline=ran]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_placeholder_has_the_size_of_its_frame_and_is_replaced_by_it()
    {
        var page = await OpenAsync();
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToHaveCSSAsync("width", "480px");
        await Expect(page.Locator("[data-ch=placeholder-allow]")).ToHaveCSSAsync("cursor", "pointer");

        await page.DecideAsync(page.Locator("[data-ch=placeholder-allow]"));

        await Expect(page.FrameLocator("iframe").Locator("p")).ToHaveTextAsync("Embedded");
    }

    [Fact]
    public async Task Nothing_that_the_script_does_violates_the_policy()
    {
        var page = await OpenAsync();
        await page.Banner("customize").ClickAsync();
        await page.Switch("analytics").ClickAsync();
        await page.DecideAsync(page.Preferences("save"));
        await Expect(page.Locator("html[data-ran-analytics]")).ToHaveCountAsync(1);

        // One violation by the page itself shows that violations are recorded.
        ProfileOf(page).ExpectConsole("http://forbidden.example/");
        await page.EvaluateAsync("() => { new Image().src = 'http://forbidden.example/'; }");

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-violations", "img-src");
    }

    /// <summary>A page that records every violation on its root element.</summary>
    private async Task<IPage> OpenAsync()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var origin = hub.Address.GetLeftPart(UriPartial.Authority);
        var address = pages.Serve(
            hub,
            $"""
            <script type="text/plain" data-consent="analytics" data-src="{hub.Address}demo/analytics.js"></script>
            <script type="text/plain" data-consent="analytics" nonce="bm9uY2U">document.documentElement.dataset.inline = 'ran';</script>
            <iframe data-consent="marketing" data-src="/frame.html" title="Film" width="480" height="270"></iframe>
            """,
            headers: ("Content-Security-Policy",
                $"default-src 'none'; script-src {origin} 'nonce-bm9uY2U'; connect-src {origin}; style-src 'none'; img-src 'self'; frame-src 'self'; "
                + "require-trusted-types-for 'script'; trusted-types consenthub"));
        var profile = await NewProfileAsync();
        await profile.Context.AddInitScriptAsync(
            """
            addEventListener('securitypolicyviolation', violation => {
              const data = document.documentElement.dataset;
              data.violations = `${data.violations ?? ''} ${violation.effectiveDirective}`.trim();
            });
            """);
        return await profile.OpenAsync(address);
    }
}
