using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>Code that was written to run while a page is read, and is released afterwards.</summary>
public sealed class LateCodeTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory, EveryEngine("inline", "external")]
    public async Task What_a_released_script_writes_leaves_the_page_whole(Engine engine, string kind)
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
}
