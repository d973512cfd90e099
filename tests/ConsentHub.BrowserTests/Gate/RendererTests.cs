using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>
/// An application moves and removes the nodes that it rendered, and a router restores snapshots. The gate must follow, in
/// each engine.
/// </summary>
public sealed class RendererTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Tag = """<script id="tag" type="text/plain" data-consent="analytics" data-src="/tag/one.js"></script>""";
    private const string Film = """<iframe data-consent="marketing" data-src="/frame.html" title="Film" width="480" height="270"></iframe>""";

    private const string Card = "[data-consenthub-placeholder]";
    private const string Loaded = "() => document.querySelector('iframe')?.contentDocument?.querySelector('p')?.textContent === 'Embedded'";

    [Theory, EveryEngine]
    public async Task After_a_grant_a_renderer_can_insert_before_move_and_remove_its_nodes(Engine engine)
    {
        var (page, pages) = await OpenAsync(engine, $"""<main id="root">{Tag}{Film}<p id="end">End</p></main><aside></aside>""");
        await page.RunAsync("() => { window.made = [...document.querySelectorAll('#root > *')].filter(one => one.matches('script, iframe')); }");
        await page.ClickAsync("[data-ch=accept-all]");
        await page.UntilAsync("() => document.documentElement.dataset.ran === 'one'");

        var places = await page.RunAsync<string[]>(
            """
            async () => {
              const [root, aside] = [document.querySelector('#root'), document.querySelector('aside')];
              const turn = () => new Promise(done => setTimeout(done));
              for (const node of made) root.insertBefore(document.createElement('i'), node);
              for (const node of made) root.insertBefore(node, root.firstChild);
              await turn();
              for (const node of made) aside.appendChild(root.removeChild(node));
              await turn();
              const moved = [...aside.children].map(one => one.localName + (one.hasAttribute('data-consent-live') ? ' live' : ''));
              for (const node of made) aside.removeChild(node);
              await turn();
              return [...moved, String(document.querySelectorAll('script[id=tag], iframe').length)];
            }
            """);

        Assert.Equal(["script live", "script", "iframe", "0"], places);
        await page.UntilAsync("() => document.documentElement.dataset.ran === 'one'");
        Assert.Equal(1, pages.CountOf("/tag/one.js"));
    }

    [Theory, EveryEngine]
    public async Task A_placeholder_is_removed_with_its_frame_and_the_frame_keeps_its_attributes(Engine engine)
    {
        var (page, _) = await OpenAsync(engine, $"""<main>{Film}</main><aside></aside>""");
        await page.UntilAsync($"() => document.querySelector('main {Card}')?.checkVisibility()");
        Assert.Equal("data-consent data-src title width height", await page.RunAsync<string>("() => document.querySelector('iframe').getAttributeNames().join(' ')"));

        await page.RunAsync("() => document.querySelector('aside').append(document.querySelector('iframe'))");
        await page.UntilAsync($"() => document.querySelector('aside {Card}')?.checkVisibility() && document.querySelectorAll('{Card}').length === 1");

        await page.RunAsync("() => document.querySelector('iframe').remove()");
        await page.UntilAsync($"() => !document.querySelector('{Card}')");
    }

    [Theory, EveryEngine]
    public async Task The_present_choice_applies_to_what_a_snapshot_restores(Engine engine)
    {
        var (page, pages) = await OpenAsync(engine, $"<main>{Tag}{Film}</main>");
        await page.ClickAsync("[data-ch=accept-all]");
        await page.UntilAsync("() => document.documentElement.dataset.ran === 'one'");
        await page.UntilAsync(Loaded);
        var granted = await page.RunAsync<string>("() => document.querySelector('main').innerHTML");
        await page.RunAsync("() => ConsentHub.withdraw()");
        await page.UntilAsync($"() => document.querySelector('{Card}')?.checkVisibility()");
        var held = await page.RunAsync<string>("() => document.querySelector('main').innerHTML + document.querySelector('#consenthub').outerHTML");
        var asked = pages.CountOf("/frame.html");

        // As a router does: it announces the new body and then inserts it.
        await page.RunAsync(
            """
            html => {
              const newBody = document.createElement('main');
              newBody.innerHTML = html;
              document.dispatchEvent(new CustomEvent('turbo:before-render', { detail: { newBody } }));
              document.querySelector('main').replaceWith(newBody);
            }
            """,
            granted);
        await page.UntilAsync($"() => document.querySelector('{Card}')?.checkVisibility() && !document.querySelector('iframe[src]')");

        await page.RunAsync("html => { document.querySelector('main').innerHTML = html; }", held);
        await page.UntilAsync("() => findAll('[data-ch=placeholder-allow]').length === 1 && document.querySelectorAll('#consenthub').length === 1");
        Assert.Equal("one", await page.RunAsync<string>("() => document.documentElement.dataset.ran"));
        Assert.Equal((1, asked), (pages.CountOf("/tag/one.js"), pages.CountOf("/frame.html")));
    }

    [Theory, EveryEngine]
    public async Task A_frame_that_is_shown_later_gets_its_placeholder_then(Engine engine)
    {
        var (page, _) = await OpenAsync(engine, $"""
            <div id="tab" style="display:none">{Film}</div>
            <details id="fold"><summary>More</summary>{Film}</details>
            <dialog id="film">{Film}</dialog>
            <div id="narrow" style="width:10px;overflow:hidden">{Film}</div><style>#narrow iframe {"{"} width: 100% {"}"}</style>
            """);
        await page.ClickAsync("[data-ch=reject-all]");
        await page.UntilAsync("() => !find('[data-ch=banner]')");
        (string Around, string Show)[] later =
            [("tab", "tab.style.display = ''"), ("fold", "fold.open = true"), ("film", "film.showModal()"), ("narrow", "film.close(); narrow.style.width = '480px'")];
        foreach (var (around, show) in later)
        {
            await page.RunAsync($"() => {{ {show}; }}");
            await page.UntilAsync($"() => document.querySelector('#{around} {Card}')?.shadowRoot.querySelector('[data-ch=placeholder-allow]')?.checkVisibility()");
        }
    }

    [Theory, EveryEngine(
        "script-src 'nonce-abc' 'strict-dynamic'",
        "script-src 'nonce-abc' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types consenthub")]
    public async Task A_held_script_without_the_nonce_of_our_own_tag_never_runs(Engine engine, string policy)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.ServeHtml(
            $"""<script nonce="abc" src="{hub.Address}consent.js?site=shop" async></script>""",
            $"""
            <script type="text/plain" data-consent="auth">{SitePages.Tag("inline")}</script>
            <script type="text/plain" data-consent="auth" data-src="/tag/external.js"></script>
            <script type="text/plain" data-consent="auth" nonce="abc">{SitePages.Tag("own")}</script>
            <script type="text/plain" data-consent="auth" nonce="abc" data-src="/tag/last.js"></script>
            """,
            headers: ("Content-Security-Policy", policy)));

        await page.UntilAsync("() => document.documentElement.dataset.ran === 'own last'");
        Assert.False(pages.WasAsked("/tag/external.js"));
    }

    private async Task<(EnginePage Page, SitePages Pages)> OpenAsync(Engine engine, string body)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.Serve(hub, body));
        await page.UntilAsync("() => find('[data-ch=banner]')");
        return (page, pages);
    }
}
