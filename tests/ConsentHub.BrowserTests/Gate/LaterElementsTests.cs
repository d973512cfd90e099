using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>Elements that a single-page application adds after the script has started.</summary>
public sealed class LaterElementsTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Script = """<script type="text/plain" data-consent="analytics" data-src="/tag/later.js"></script>""";

    [Fact]
    public async Task A_script_added_before_the_grant_is_held_until_then()
    {
        var (page, pages) = await OpenAsync();
        await AddAsync(page, Script);
        await AddAsync(page, "<p id=settled></p>");
        Assert.False(pages.WasAsked("/tag/later.js"));

        await page.DecideAsync(page.Banner("accept-all"));

        await page.RanAsync("later");
    }

    [Fact]
    public async Task A_script_added_after_the_grant_runs_at_once()
    {
        var (page, _) = await OpenAsync();
        await page.DecideAsync(page.Banner("accept-all"));

        await AddAsync(page, Script);

        await page.RanAsync("later");
    }

    [Fact]
    public async Task A_script_added_after_a_refusal_is_never_requested()
    {
        var (page, pages) = await OpenAsync();
        await page.DecideAsync(page.Banner("reject-all"));

        await AddAsync(page, Script);
        await AddAsync(page, """<script type="text/plain" data-consent="auth" data-src="/tag/required.js"></script>""");

        await page.RanAsync("required");
        Assert.False(pages.WasAsked("/tag/later.js"));
    }

    [Fact]
    public async Task A_frame_added_later_gets_its_placeholder_and_then_its_page()
    {
        var (page, pages) = await OpenAsync();
        await AddAsync(page, """<iframe data-consent="marketing" data-src="/frame.html" title="Film" width="480" height="270"></iframe>""");
        await Expect(page.Locator("[data-consenthub-placeholder=marketing]")).ToBeVisibleAsync();
        Assert.False(pages.WasAsked("/frame.html"));

        await page.DecideAsync(page.Banner("accept-all"));

        await Expect(page.FrameLocator("iframe").Locator("p")).ToHaveTextAsync("Embedded");
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("""<img data-consent="marketing" data-src="/favicon.ico?marked" alt="">""", "src", "/favicon.ico?marked")]
    [InlineData("""<img data-consent="marketing" data-srcset="/favicon.ico?marked 2x" alt="">""", "srcset", "/favicon.ico?marked 2x")]
    [InlineData("""<link data-consent="marketing" rel="icon" data-href="/favicon.ico?marked">""", "href", "/favicon.ico?marked")]
    [InlineData("""<video data-consent="marketing" data-poster="/favicon.ico?marked"></video>""", "poster", "/favicon.ico?marked")]
    public async Task Other_elements_get_their_address_with_the_grant_and_lose_it_with_the_withdrawal(string element, string attribute, string value)
    {
        var (page, _) = await OpenAsync();
        await AddAsync(page, element);
        var marked = page.Locator("[data-consent=marketing]");
        Assert.Null(await marked.GetAttributeAsync(attribute));

        await page.DecideAsync(page.Banner("accept-all"));
        await Expect(marked).ToHaveAttributeAsync(attribute, value);

        await page.DecideAsync("() => ConsentHub.withdraw()");
        await Expect(page.Locator($"[data-consent=marketing][{attribute}]")).ToHaveCountAsync(0);
    }

    private async Task<(IPage Page, SitePages Pages)> OpenAsync()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub));
        await Expect(page.Banner()).ToBeVisibleAsync();
        return (page, pages);
    }

    /// <summary>Adds elements as an application does, and waits until every observer of the document has seen them.</summary>
    private static async Task AddAsync(IPage page, string html) => await page.EvaluateAsync(
        """
        html => new Promise(done => {
          document.body.append(document.createRange().createContextualFragment(html));
          setTimeout(done);
        })
        """,
        html);
}
