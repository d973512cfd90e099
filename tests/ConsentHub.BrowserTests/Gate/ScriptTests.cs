using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>Released scripts run as they would have without ConsentHub.</summary>
public sealed class ScriptTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Scripts_run_in_the_order_of_the_document_however_long_one_takes()
    {
        var page = await OpenAsync(Marked("""data-src="/tag/first.js" """) + Marked("""data-src="/tag/second.js" """));
        // The server responds to the first request only after it has got the second, which shows that both are fetched
        // in parallel.
        await HoldUntilAskedAsync(page, "**/tag/first.js", "/tag/second.js");

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("first", "second");
    }

    [Fact]
    public async Task An_inline_script_waits_for_those_before_it()
    {
        var page = await OpenAsync(Marked("""data-src="/tag/first.js" """) + Marked("", SitePages.Tag("inline")) + Marked("""data-src="/tag/last.js" """));

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("first", "inline", "last");
    }

    [Fact]
    public async Task Nothing_waits_for_an_async_script()
    {
        var page = await OpenAsync(Marked("""data-src="/tag/slow.js" async """) + Marked("""data-src="/tag/second.js" """));
        var second = page.RanAsync("second");
        await HoldAsync(page, "**/tag/slow.js", second);

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("second", "slow");
    }

    [Theory, EveryEngine]
    public async Task A_script_that_is_loading_when_the_visitor_withdraws_runs_only_after_the_next_grant(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        pages.ServeScript("/late.js", "document.documentElement.dataset.ran = `${document.documentElement.dataset.ran ?? ''} ${ConsentHub.has('analytics')}`;");
        var response = new TaskCompletionSource();
        pages.Hold("/late.js", () => response.Task);
        var page = await OpenAsync(engine, pages.Serve(hub, Marked("""data-src="/late.js" """)));
        await page.UntilAsync("() => window.ConsentHub?.ready");
        await page.RunAsync("() => ConsentHub.acceptAll()");
        await page.UntilAsync("() => document.querySelector('script[src*=late]')");

        await page.RunAsync("() => ConsentHub.withdraw()");
        response.SetResult();
        await page.RunAsync("() => fetch('/late.js').then(answer => answer.text())");

        await page.RunAsync("() => ConsentHub.acceptAll()");
        await page.UntilAsync("() => /true/.test(document.documentElement.dataset.ran)");
        Assert.Equal(" true", await page.RunAsync<string>("() => document.documentElement.dataset.ran"));
    }

    [Fact]
    public async Task A_script_that_cannot_be_loaded_does_not_stop_those_after_it()
    {
        var page = await OpenAsync(Marked("""data-src="/missing.js" """) + Marked("", SitePages.Tag("inline")));
        ProfileOf(page).ExpectConsole("404 (Not Found)");

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("inline");
    }

    [Fact]
    public async Task A_module_stays_a_module()
    {
        var page = await OpenAsync(
            Marked("""data-type="module" """, "document.documentElement.dataset.module = typeof import.meta.url;")
            + Marked("""data-type="module" data-src="/tag/module.js" """));

        await page.DecideAsync(page.Banner("accept-all"));

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-module", "string");
        await page.RanAsync("module");
    }

    [Fact]
    public async Task Attributes_are_kept()
    {
        var page = await OpenAsync(Marked(
            """id="tag" data-src="/tag/one.js" crossorigin="anonymous" referrerpolicy="no-referrer" nonce="abc" data-account="42" """));

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("one");
        var kept = await page.Locator("#tag[data-consent-live]").EvaluateAsync<string[]>(
            "tag => [tag.crossOrigin, tag.referrerPolicy, tag.nonce, tag.dataset.account, tag.dataset.consent, new URL(tag.src).pathname]");
        Assert.Equal(["anonymous", "no-referrer", "abc", "42", "analytics", "/tag/one.js"], kept);
    }

    [Fact]
    public async Task A_script_whose_integrity_does_not_match_does_not_run()
    {
        var page = await OpenAsync(
            Marked("""data-src="/tag/changed.js" integrity="sha384-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" """)
            + Marked("", SitePages.Tag("inline")));
        ProfileOf(page).ExpectConsole("integrity");

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("inline");
    }

    [Fact]
    public async Task A_category_that_the_site_does_not_have_never_runs()
    {
        var page = await OpenAsync("""<script type="text/plain" data-consent="nonsense" data-src="/tag/nonsense.js"></script>""" + Marked("", SitePages.Tag("inline")));

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("inline");
        Assert.Equal(0, ProfileOf(page).CountOf("/tag/nonsense.js"));
    }

    private static string Marked(string attributes, string code = "") => $"""<script type="text/plain" data-consent="analytics" {attributes}>{code}</script>""";

    private async Task<IPage> OpenAsync(string body)
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub, body));
        await Expect(page.Banner()).ToBeVisibleAsync();
        return page;
    }

    private static async Task HoldUntilAskedAsync(IPage page, string held, string asked)
    {
        var seen = new TaskCompletionSource();
        page.Request += (_, request) =>
        {
            if (request.Url.EndsWith(asked, StringComparison.Ordinal))
                seen.TrySetResult();
        };
        await HoldAsync(page, held, seen.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>Delays the response for an address until something else has happened.</summary>
    private static async Task HoldAsync(IPage page, string held, Task until) => await page.RouteAsync(held, async route =>
    {
        await until;
        await route.ContinueAsync();
    });
}
