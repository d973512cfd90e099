using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>A visitor whose content blocker hides the banner can use the page, whatever was to be modal.</summary>
public sealed class HiddenBannerTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Page = """<button id="buy" onclick="this.textContent = 'bought'">Buy</button><p style="height:3000px">A long page.</p>""";

    /// <summary>Puts a rule where, as with a user's own style, no rule of the banner outweighs it; returns a way to take it back.</summary>
    private const string Hide = """
        () => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(':host(#consenthub#consenthub){display:none!important}');
          const root = document.getElementById('consenthub').shadowRoot;
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
          window.unhide = () => { root.adoptedStyleSheets = root.adoptedStyleSheets.filter(one => one !== sheet); };
        }
        """;

    [Theory]
    [InlineData("banner")]
    [InlineData("preferences")]
    [InlineData("age")]
    public async Task A_style_that_comes_later_ends_what_was_modal_and_one_that_goes_brings_it_back(string what)
    {
        var page = await OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(Shown.Site(ThemeLayout.Modal, age: 16)), Page));
        await Expect(Modal(page, "banner")).ToHaveCountAsync(1);
        if (what == "preferences")
            await page.OpenPreferencesAsync();
        else if (what == "age")
            await page.Banner("accept-all").ClickAsync();

        await Expect(Modal(page, what)).ToHaveCountAsync(1);
        await page.EvaluateAsync(Hide);

        await page.Locator("#buy").ClickAsync();
        await Expect(page.Locator("#buy")).ToHaveTextAsync("bought");
        await Expect(Modal(page, what)).ToHaveCountAsync(0);
        await page.EvaluateAsync("() => unhide()");
        await Expect(Modal(page, what)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Hidden_from_the_first_moment_it_never_becomes_modal()
    {
        var profile = await NewProfileAsync();
        await profile.Context.AddInitScriptAsync(
            $$"""
            window.modals = 0;
            const { showModal } = HTMLDialogElement.prototype;
            HTMLDialogElement.prototype.showModal = function () { modals++; showModal.call(this); };
            new MutationObserver((_, observer) => {
              if (!document.getElementById('consenthub')) return;
              observer.disconnect();
              ({{Hide}})();
            }).observe(document, { childList: true, subtree: true });
            """);
        var page = await profile.OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(Shown.Site(ThemeLayout.Modal)), Page));
        await Expect(page.Locator("#consenthub dialog[open]")).ToHaveCountAsync(1);

        await page.Locator("#buy").ClickAsync();
        await page.EvaluateAsync("() => ConsentHub.open()");
        await Expect(page.Preferences()).ToHaveCountAsync(1);
        await page.Mouse.WheelAsync(0, 600);

        await page.WaitForFunctionAsync("() => scrollY >= 300");
        await Expect(page.Locator("#buy")).ToHaveTextAsync("bought");
        Assert.Equal(0, await page.EvaluateAsync<int>("() => modals"));
    }

    [Fact]
    public async Task Taken_out_of_the_page_it_comes_back_modal_and_taken_out_for_good_it_leaves_the_page_free()
    {
        var page = await OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(Shown.Site(ThemeLayout.Modal)), Page));
        await Expect(Modal(page, "banner")).ToHaveCountAsync(1);

        await page.EvaluateAsync("() => document.getElementById('consenthub').remove()");
        await Expect(Modal(page, "banner")).ToHaveCountAsync(1);

        await page.EvaluateAsync("() => new MutationObserver(() => document.getElementById('consenthub')?.remove()).observe(document.body, { childList: true })");
        await page.EvaluateAsync("() => document.getElementById('consenthub').remove()");
        await Expect(page.Host()).ToHaveCountAsync(0);
        await page.Locator("#buy").ClickAsync();
        await Expect(page.Locator("#buy")).ToHaveTextAsync("bought");
    }

    private static ILocator Modal(IPage page, string hook) => page.Locator($"#consenthub dialog[data-ch={hook}]:modal");
}
