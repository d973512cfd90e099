using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>A visitor whose content blocker hides the banner can use the page, even if the banner would be modal, in each engine.</summary>
public sealed class HiddenBannerTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Page = """<button id="buy" onclick="this.textContent = 'bought'">Buy</button><p style="height:3000px">A long page.</p>""";

    /// <summary>Adds a style rule that, like a user's own style sheet, no rule of the banner overrides; returns a function that removes it.</summary>
    private const string Hide = """
        () => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(':host(#consenthub#consenthub){display:none!important}');
          const root = document.getElementById('consenthub').shadowRoot;
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
          window.unhide = () => { root.adoptedStyleSheets = root.adoptedStyleSheets.filter(one => one !== sheet); };
        }
        """;

    [Theory, EveryEngine("banner", "preferences", "age")]
    public async Task A_style_added_later_ends_the_modal_state_and_its_removal_restores_it(Engine engine, string what)
    {
        var page = await OpenAsync(engine, (await StartPagesAsync()).Serve(await StartShopAsync(Shown.Site(ThemeLayout.Modal, age: 16)), Page));
        await page.UntilAsync(Modal("banner"));
        if (what == "preferences")
            await page.RunAsync("() => ConsentHub.open()");
        else if (what == "age")
            await page.ClickAsync("[data-ch=accept-all]");

        await page.UntilAsync(Modal(what));
        await page.RunAsync(Hide);

        await BuyAsync(page);
        await page.UntilAsync("() => !find('dialog:modal')");
        await page.RunAsync("() => unhide()");
        await page.UntilAsync(Modal(what));
    }

    [Theory, EveryEngine]
    public async Task Hidden_from_the_first_moment_it_never_becomes_modal(Engine engine)
    {
        var hub = await StartShopAsync(Shown.Site(ThemeLayout.Modal));
        var page = await OpenAsync(engine, (await StartPagesAsync()).ServeHtml(
            $$"""
            <script>
              window.modals = 0;
              const { showModal } = HTMLDialogElement.prototype;
              HTMLDialogElement.prototype.showModal = function () { modals++; showModal.call(this); };
              new MutationObserver((_, observer) => {
                if (!document.getElementById('consenthub')) return;
                observer.disconnect();
                ({{Hide}})();
              }).observe(document, { childList: true, subtree: true });
            </script>
            <script src="{{hub.Address}}consent.js?site=shop" async></script>
            """,
            Page));
        await page.UntilAsync("() => find('dialog[open]')");

        await BuyAsync(page);
        await page.RunAsync("() => void ConsentHub.open()");
        await page.UntilAsync("() => find('[data-ch=preferences]')");
        await page.PressAsync("PageDown");

        await page.UntilAsync("() => scrollY >= 300");
        Assert.Equal(0, await page.RunAsync<int>("() => modals"));
    }

    [Theory, EveryEngine]
    public async Task Removed_from_the_page_it_returns_modal_and_removed_for_good_it_leaves_the_page_usable(Engine engine)
    {
        var page = await OpenAsync(engine, (await StartPagesAsync()).Serve(await StartShopAsync(Shown.Site(ThemeLayout.Modal)), Page));
        await page.UntilAsync(Modal("banner"));

        await page.RunAsync("() => document.getElementById('consenthub').remove()");
        await page.UntilAsync(Modal("banner"));

        await page.RunAsync("() => new MutationObserver(() => document.getElementById('consenthub')?.remove()).observe(document.body, { childList: true })");
        await page.RunAsync("() => document.getElementById('consenthub').remove()");
        await page.UntilAsync("() => !document.getElementById('consenthub')");
        await BuyAsync(page);
    }

    private static string Modal(string hook) => $"() => find('dialog[data-ch={hook}]')?.matches(':modal')";

    /// <summary>Presses the button of the page once nothing modal covers it.</summary>
    private static async Task BuyAsync(EnginePage page)
    {
        await page.UntilAsync("() => { const { x, y, width, height } = buy.getBoundingClientRect(); return document.elementFromPoint(x + width / 2, y + height / 2) === buy; }");
        await page.ClickAsync("#buy");
        await page.UntilAsync("() => buy.textContent === 'bought'");
    }
}
