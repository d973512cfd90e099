using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>An application goes on to move and remove the nodes it made, and a router brings back what it kept; the gate follows.</summary>
public sealed class RendererTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Tag = """<script id="tag" type="text/plain" data-consent="analytics" data-src="/tag/one.js"></script>""";
    private const string Film = """<iframe data-consent="marketing" data-src="/frame.html" title="Film" width="480" height="270"></iframe>""";

    [Fact]
    public async Task A_renderer_inserts_before_moves_and_removes_the_nodes_it_made_after_a_grant()
    {
        var (page, pages) = await OpenAsync($"""<main id="root">{Tag}{Film}<p id="end">End</p></main><aside></aside>""");
        await page.EvaluateAsync("() => { window.made = [...document.querySelectorAll('#root > *')].filter(one => one.matches('script, iframe')); }");
        await page.DecideAsync(page.Banner("accept-all"));
        await page.RanAsync("one");

        var places = await page.EvaluateAsync<string[]>(
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
        await page.RanAsync("one");
        Assert.Equal(1, pages.CountOf("/tag/one.js"));
    }

    [Fact]
    public async Task A_placeholder_goes_with_its_frame_and_the_frame_keeps_its_attributes()
    {
        var (page, _) = await OpenAsync($"""<main>{Film}</main><aside></aside>""");
        await Expect(page.Locator("main [data-consenthub-placeholder]")).ToBeVisibleAsync();
        Assert.Equal("data-consent data-src title width height", await page.Locator("iframe").EvaluateAsync<string>("frame => frame.getAttributeNames().join(' ')"));

        await page.EvaluateAsync("() => document.querySelector('aside').append(document.querySelector('iframe'))");
        await Expect(page.Locator("aside [data-consenthub-placeholder]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToHaveCountAsync(1);

        await page.EvaluateAsync("() => document.querySelector('iframe').remove()");
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_a_snapshot_brings_back_is_judged_by_the_present_choice()
    {
        var (page, pages) = await OpenAsync($"<main>{Tag}{Film}</main>");
        await page.DecideAsync(page.Banner("accept-all"));
        await page.RanAsync("one");
        await Expect(page.FrameLocator("iframe").Locator("p")).ToHaveTextAsync("Embedded");
        var granted = await page.EvaluateAsync<string>("() => document.querySelector('main').innerHTML");
        await page.DecideAsync("() => ConsentHub.withdraw()");
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToBeVisibleAsync();
        var held = await page.EvaluateAsync<string>("() => document.querySelector('main').innerHTML + document.querySelector('#consenthub').outerHTML");
        var asked = pages.CountOf("/frame.html");

        // As a router does: it announces the new body and puts it in place.
        await page.EvaluateAsync(
            """
            html => {
              const newBody = document.createElement('main');
              newBody.innerHTML = html;
              document.dispatchEvent(new CustomEvent('turbo:before-render', { detail: { newBody } }));
              document.querySelector('main').replaceWith(newBody);
            }
            """,
            granted);
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToBeVisibleAsync();
        await Expect(page.Locator("iframe[src]")).ToHaveCountAsync(0);

        await page.EvaluateAsync("html => { document.querySelector('main').innerHTML = html; }", held);
        await Expect(page.Locator("[data-ch=placeholder-allow]")).ToHaveCountAsync(1);
        await Expect(page.Host()).ToHaveCountAsync(1);
        await page.RanAsync("one");
        Assert.Equal((1, asked), (pages.CountOf("/tag/one.js"), pages.CountOf("/frame.html")));
    }

    [Theory]
    [InlineData($"""<div id="around" style="display:none">{Film}</div>""", "around.style.display = ''")]
    [InlineData($"""<details id="around"><summary>More</summary>{Film}</details>""", "around.open = true")]
    [InlineData($"""<dialog id="around">{Film}</dialog>""", "around.showModal()")]
    [InlineData($"""<div id="around" style="width:10px;overflow:hidden">{Film}</div><style>#around iframe {"{"} width: 100% {"}"}</style>""", "around.style.width = '480px'")]
    public async Task A_frame_that_is_shown_later_gets_its_placeholder_then(string body, string show)
    {
        var (page, _) = await OpenAsync(body);
        await page.DecideAsync(page.Banner("reject-all"));

        await page.EvaluateAsync($"() => {{ const around = document.getElementById('around'); {show}; }}");

        await Expect(page.Locator("#around [data-ch=placeholder-allow]")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("script-src 'nonce-abc' 'strict-dynamic'")]
    [InlineData("script-src 'nonce-abc' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types consenthub")]
    public async Task A_held_script_without_the_nonce_of_our_own_tag_never_runs(string policy)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.ServeHtml(
            $"""<script nonce="abc" src="{hub.Address}consent.js?site=shop" async></script>""",
            $"""
            <script type="text/plain" data-consent="auth">{SitePages.Tag("inline")}</script>
            <script type="text/plain" data-consent="auth" data-src="/tag/external.js"></script>
            <script type="text/plain" data-consent="auth" nonce="abc">{SitePages.Tag("own")}</script>
            <script type="text/plain" data-consent="auth" nonce="abc" data-src="/tag/last.js"></script>
            """,
            headers: ("Content-Security-Policy", policy)));

        await page.RanAsync("own", "last");
        Assert.False(pages.WasAsked("/tag/external.js"));
    }

    private async Task<(IPage Page, SitePages Pages)> OpenAsync(string body)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub, body));
        await Expect(page.Banner()).ToBeVisibleAsync();
        return (page, pages);
    }
}
