using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>
/// A modal dialog of the page makes everything outside it inert. The visitor can still answer the banner, and the dialog
/// stays open.
/// </summary>
public sealed class PageDialogTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Dialog = """
        <button id="buy" onclick="this.textContent = 'bought'">Buy</button>
        <dialog id="letter"><p>Newsletter?</p><button id="no" onclick="this.textContent = 'pressed'">No</button></dialog>
        """;

    private const string Reachable = """
        () => {
          const { x, y, width, height } = find('[data-ch=reject-all]').getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2)?.id === 'consenthub';
        }
        """;

    [Theory, EveryEngine]
    public async Task A_dialog_that_is_open_before_the_banner_leaves_both_usable(Engine engine)
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync(engine, (await StartPagesAsync()).Serve(hub, ShopSite.Tags + Dialog + "<script>letter.showModal()</script>"));
        await page.UntilAsync(Reachable);
        Assert.True(await page.RunAsync<bool>("() => letter.matches(':modal')"));

        await page.ClickAsync("#no");
        await page.ClickAsync("[data-ch=reject-all]");

        await page.UntilAsync("() => !find('[data-ch=banner]')");
        Assert.Empty(hub.Granted(Assert.Single(await hub.LogOfAsync(1))));
        Assert.True(await page.RunAsync<bool>("() => letter.open && no.textContent === 'pressed'"));
        await page.RunAsync("() => letter.close()");
        await page.UntilAsync("() => consenthub.parentNode === document.body");
        await page.ClickAsync("#buy");
        await page.UntilAsync("() => buy.textContent === 'bought'");
    }

    [Theory, EveryEngine]
    public async Task The_banner_follows_the_dialogs_that_open_and_close_after_it(Engine engine)
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync(engine, (await StartPagesAsync()).Serve(hub, ShopSite.Tags + Dialog + """<dialog id="second">Sure?</dialog>"""));
        await page.UntilAsync("() => find('[role=status]')");

        await page.RunAsync("() => letter.showModal()");
        await page.UntilAsync("() => consenthub.parentNode === letter");
        Assert.True(await page.RunAsync<bool>(Reachable));

        // This dialog is opened last, but comes earlier in the document.
        await page.RunAsync("() => { letter.before(second); second.showModal(); }");
        await page.UntilAsync("() => consenthub.parentNode === second");
        Assert.True(await page.RunAsync<bool>(Reachable));

        // A dialog removed from the document fires no event.
        await page.RunAsync("() => second.remove()");
        await page.UntilAsync("() => consenthub.parentNode === letter");
        Assert.True(await page.RunAsync<bool>(Reachable));

        await page.PressAsync("Escape");
        await page.UntilAsync("() => !letter.open && consenthub.parentNode === document.body");
        Assert.True(await page.RunAsync<bool>(Reachable));
        await page.ClickAsync("#buy");
        await page.UntilAsync("() => buy.textContent === 'bought'");
        await page.ClickAsync("[data-ch=accept-all]");
        Assert.Equal(["preferences", "analytics", "marketing"], hub.Granted(Assert.Single(await hub.LogOfAsync(1))));
    }

    [Theory, EveryEngine]
    public async Task A_library_that_marks_everything_outside_its_dialog_inert_does_not_reach_the_banner(Engine engine)
    {
        var page = await OpenAsync(engine, (await StartPagesAsync()).Serve(await StartShopAsync(), Dialog));
        await page.UntilAsync("() => find('[role=status]')");

        await page.RunAsync("() => { for (const one of document.body.children) { one.inert = true; one.setAttribute('aria-hidden', 'true'); } }");

        await page.UntilAsync(Reachable);
        await page.UntilAsync("() => !consenthub.hasAttribute('aria-hidden')");
        Assert.True(await page.RunAsync<bool>("() => buy.inert"));
    }
}
