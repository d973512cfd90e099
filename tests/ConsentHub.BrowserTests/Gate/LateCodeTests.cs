using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Sites;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>Code that was written to run while a page is parsed, but is released afterwards.</summary>
public sealed class LateCodeTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>The line of docs/website.md that makes lazysizes skip marked elements.</summary>
    private const string Off = """<script>document.addEventListener('lazybeforeunveil', event => event.target.matches('[data-consent]') && event.preventDefault())</script>""";

    [Theory, EveryEngine]
    public async Task A_lazy_loader_of_the_page_loads_nothing_that_is_marked(Engine engine)
    {
        Assert.Contains(Off, await File.ReadAllTextAsync(Path.Combine(TestSite.Folder, "..", "docs", "website.md")), StringComparison.Ordinal);
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        pages.ServeScript("/lazysizes.js", await File.ReadAllTextAsync(Path.Combine(TestSite.Folder, "..", "node_modules", "lazysizes", "lazysizes.min.js")));
        var page = await OpenAsync(engine, pages.Serve(
            hub,
            """
            <iframe class="lazyload" data-consent="marketing" data-src="/asset/film.html" title="Film" width="400" height="220"></iframe>
            <img class="lazyload" data-consent="marketing" data-src="/asset/marked.svg" alt=""><img class="lazyload" data-src="/asset/own.svg" alt="">
            """,
            Off + """<script src="/lazysizes.js" async></script>"""));

        // The lazy loader has processed each of them.
        await page.UntilAsync("() => find('[data-ch=banner]') && !document.querySelector('.lazyload') && document.querySelector('img.lazyloaded')");
        Assert.Equal((0, 0, 1), (pages.CountOf("/asset/film.html"), pages.CountOf("/asset/marked.svg"), pages.CountOf("/asset/own.svg")));

        await page.RunAsync("() => ConsentHub.acceptAll()");
        await page.UntilAsync("() => document.querySelector('iframe').contentDocument?.querySelector('p') && document.querySelector('img[data-consent]').complete && document.querySelector('img[data-consent]').hasAttribute('src')");
        await page.RunAsync("() => ConsentHub.withdraw()");
        await page.UntilAsync("() => !document.querySelector('[data-consent][src]')");
        Assert.Equal(1, pages.CountOf("/asset/marked.svg"));
    }

    [Theory, EveryEngine("inline", "external")]
    public async Task A_released_script_that_calls_document_write_leaves_the_page_unchanged(Engine engine, string kind)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        const string Writes = "document.write('<p id=ad>Ad</p>'); document.writeln('x'); document.documentElement.dataset.wrote = '1';";
        pages.ServeScript("/writes.js", Writes);
        var tag = kind == "inline"
            ? $"""<script type="text/plain" data-consent="marketing">{Writes}</script>"""
            : """<script type="text/plain" data-consent="marketing" data-src="/writes.js"></script>""";
        var page = await OpenAsync(engine, pages.Serve(hub, $"<h1>Shop</h1>{tag}<p id=goods>Goods</p>"));

        await page.ClickAsync("[data-ch=accept-all]");
        await WholeAsync();
        await hub.LogOfAsync(1);
        await page.ReloadAsync();
        await WholeAsync();

        Assert.True(await page.RunAsync<bool>("() => document.write === Document.prototype.write && document.writeln === Document.prototype.writeln"));

        async Task WholeAsync()
        {
            await page.UntilAsync("() => document.documentElement.dataset.wrote");
            Assert.Equal("Shop Goods", await page.RunAsync<string>("() => [...document.querySelectorAll('h1, #goods, #ad')].map(e => e.textContent).join(' ')"));
        }
    }

    [Theory, EveryEngine]
    public async Task A_released_script_that_checks_the_ready_state_starts_at_once_or_when_the_page_has_loaded(Engine engine)
    {
        Assert.Contains("Let it look at `document.readyState` first.", await File.ReadAllTextAsync(Path.Combine(TestSite.Folder, "..", "docs", "website.md")), StringComparison.Ordinal);
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.Serve(hub, """
            <script type="text/plain" data-consent="analytics">
              const start = () => { document.documentElement.dataset.started = `${document.documentElement.dataset.started ?? ''} ${!!document.getElementById('last')}`; };
              if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
              else start();
            </script><p id="last">Last</p>
            """));

        await page.ClickAsync("[data-ch=accept-all]");
        await StartedAsync();
        await hub.LogOfAsync(1);
        await page.ReloadAsync();
        await StartedAsync();

        async Task StartedAsync()
        {
            await page.UntilAsync("() => document.documentElement.dataset.started");
            Assert.Equal(" true", await page.RunAsync<string>("() => document.documentElement.dataset.started"));
        }
    }

    [Theory, EveryEngine]
    public async Task The_choice_is_shown_before_heavy_inline_scripts_run_and_each_of_them_runs_in_its_own_task(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.Serve(
            hub,
            string.Concat(Enumerable.Repeat("""<script type="text/plain" data-consent="analytics">busy()</script>""", 8)),
            """
            <script>
              let turn = 0;
              window.noted = [];
              const next = () => void setTimeout(() => turn++);
              addEventListener('click', next, true);
              window.busy = () => {
                noted.push([!!document.querySelector('#consenthub')?.shadowRoot.querySelector('[data-ch=banner]'), turn]);
                next();
                for (const end = performance.now() + 20; performance.now() < end;);
              };
            </script>
            """));
        await page.UntilAsync("() => find('[data-ch=banner]') && document.readyState === 'complete'");

        await page.ClickAsync("[data-ch=accept-all]");

        await page.UntilAsync("() => noted.length === 8");
        Assert.Equal(Enumerable.Range(1, 8).Select(turn => $"false {turn}"), await page.RunAsync<string[]>("() => noted.map(one => one.join(' '))"));
    }
}
