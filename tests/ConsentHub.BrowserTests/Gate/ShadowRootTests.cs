using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>A component registers its shadow root, and marked elements inside are held and released like the rest of the page.</summary>
public sealed class ShadowRootTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>A component with an open root and one with a closed root, which both register it, and one that does not.</summary>
    private const string Components = """
        <shop-film mode="open"></shop-film><shop-film mode="closed"></shop-film><shop-film mode="open" forgets></shop-film>
        <script>
          window.roots = [];
          customElements.define('shop-film', class extends HTMLElement {
            connectedCallback() {
              const mode = this.getAttribute('mode');
              const name = this.hasAttribute('forgets') ? 'forgotten' : mode;
              const root = this.attachShadow({ mode });
              roots.push(root);
              root.innerHTML = `<iframe data-consent="marketing" data-src="/asset/${name}.html" title="Film" width="400" height="220"></iframe>
                <img data-consent="marketing" data-src="/asset/${name}.svg" alt=""><script type="text/plain" data-consent="analytics" data-src="/tag/${name}.js"><\/script>`;
              if (!this.hasAttribute('forgets')) (window.ConsentHub = window.ConsentHub || []).push(['watch', root]);
            }
          });
        </script>
        """;

    private const string Addresses = "() => roots.flatMap(root => [...root.querySelectorAll('iframe, img')]).filter(one => one.hasAttribute('src')).length";
    private const string Cards = "() => roots.map(root => root.querySelectorAll('[data-consenthub-placeholder]').length).join()";

    [Theory, EveryEngine]
    public async Task What_is_marked_in_it_is_held_released_and_held_again(Engine engine)
    {
        var (pages, page) = await OpenAsync(engine);
        await page.UntilAsync($"() => ({Cards})() === '1,1,0'");
        Assert.Equal(0, await page.RunAsync<int>(Addresses));

        await page.RunAsync("() => ConsentHub.acceptAll()");
        await page.UntilAsync($"() => ({Addresses})() === 4 && ({Cards})() === '0,0,0' && /open closed|closed open/.test(document.documentElement.dataset.ran)");
        await page.RunAsync("() => { roots[0].append(Object.assign(document.createElement('p'), { innerHTML: '<img data-consent=marketing data-src=/asset/later.svg>' }), roots[0].querySelector('iframe')); }");
        await page.UntilAsync($"() => ({Addresses})() === 5");

        await page.RunAsync("() => ConsentHub.withdraw()");
        await page.UntilAsync($"() => ({Addresses})() === 0 && ({Cards})() === '1,1,0'");
        foreach (var path in new[] { "/tag/open.js", "/tag/closed.js", "/asset/open.svg", "/asset/closed.svg", "/asset/later.svg", "/asset/closed.html" })
            Assert.Equal((path, 1), (path, pages.CountOf(path)));

        foreach (var path in new[] { "/tag/forgotten.js", "/asset/forgotten.svg", "/asset/forgotten.html" })
            Assert.Equal((path, 0), (path, pages.CountOf(path)));
    }

    [Fact]
    public async Task Anything_but_a_shadow_root_is_refused()
    {
        var (_, page) = await OpenAsync(Engine.Chromium);
        await page.UntilAsync("() => window.ConsentHub?.ready");
        Assert.Equal("TypeError", await page.RunAsync<string>("() => ConsentHub.watch(document.body).catch(error => error.name)"));
        Assert.True(await page.RunAsync<bool>("() => ConsentHub.watch(roots[0])"));
    }

    [Fact]
    public async Task Debug_mode_names_what_is_in_open_shadow_roots_and_which_root_is_not_registered()
    {
        var (_, page) = await OpenAsync(Engine.Chromium, "?consenthub-debug");
        const string Lines = "() => findAll('li[data-rule]').map(one => `${one.dataset.rule} ${one.textContent}`).join(' | ')";
        await page.UntilAsync($"() => /not_asked Held <script> .tag.open.js/.test(({Lines})()) && /not_watched Held <script> .tag.forgotten.js/.test(({Lines})())");
        await page.RunAsync("() => ConsentHub.acceptAll()");
        await page.UntilAsync($"() => /granted Runs <iframe> .asset.open.html/.test(({Lines})()) && /not_watched Held <iframe> .asset.forgotten.html/.test(({Lines})())");
    }

    private async Task<(SitePages Pages, EnginePage Page)> OpenAsync(Engine engine, string query = "")
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        return (pages, await OpenAsync(engine, new Uri(pages.Serve(hub, Components), query)));
    }
}
