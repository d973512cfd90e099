using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>
/// The inline stub holds unmarked elements to declared hosts, however they are inserted into the page, and lets pass what
/// the core allows.
/// </summary>
/// <remarks>
/// Each page shows all ways of one kind. Each held state is compared with the same page without the stub, which shows
/// that every way loads.
/// </remarks>
public sealed class StubTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Held = "data-hosts=\"other.example tracker.localhost\"";
    private const string Allowed = "<script>ConsentHub.allow = host => host === 'tracker.localhost'</script>";

    [Fact]
    public async Task No_unmarked_script_to_a_declared_host_runs()
    {
        var page = await OpenAsync(StubWays.Scripts, "/tag/{0}.js", InlineScripts.Stub(Held));

        Assert.Empty(await RanAsync(page));
        Assert.Empty(AskedAmong(page, StubWays.Scripts.Where(way => !way.MayAsk)));
    }

    [Fact]
    public async Task Without_the_stub_every_script_runs()
    {
        var page = await OpenAsync(StubWays.Scripts, "/tag/{0}.js", "");

        Assert.Equal(StubWays.Scripts.Select(way => way.Name).Order(StringComparer.Ordinal), (await RanAsync(page)).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_script_to_an_allowed_host_runs_at_once()
    {
        var page = await OpenAsync(StubWays.Scripts, "/tag/{0}.js", InlineScripts.Stub(Held) + Allowed);

        Assert.Equal(StubWays.Scripts.Select(way => way.Name).Order(StringComparer.Ordinal), (await RanAsync(page)).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_script_to_a_host_that_is_not_declared_is_left_alone()
    {
        var page = await OpenAsync(StubWays.Scripts, "/tag/{0}.js", InlineScripts.Stub("data-hosts=\"localhost.example calhost\""));

        Assert.Equal(StubWays.Scripts.Select(way => way.Name).Order(StringComparer.Ordinal), (await RanAsync(page)).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_unmarked_frame_to_a_declared_host_is_shown()
    {
        var page = await OpenAsync(StubWays.Frames, "/tag/{0}.html", InlineScripts.Stub(Held));

        Assert.Empty(Shown(page));
        Assert.Empty(AskedAmong(page, StubWays.Frames.Where(way => !way.MayAsk)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_the_stub_or_if_allowed_every_frame_is_shown(bool stub)
    {
        var page = await OpenAsync(StubWays.Frames, "/tag/{0}.html", stub ? InlineScripts.Stub(Held) + Allowed : "");

        Assert.Equal(StubWays.Frames.Select(way => way.Name).Order(StringComparer.Ordinal), Shown(page));
    }

    [Fact]
    public async Task No_picture_of_a_declared_host_that_a_script_inserts_is_requested()
    {
        var page = await OpenAsync(StubWays.Images, "/tag/{0}.gif", InlineScripts.Stub(Held));

        Assert.Empty(AskedAmong(page, StubWays.Images));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_the_stub_or_if_allowed_every_picture_is_requested(bool stub)
    {
        var page = await OpenAsync(StubWays.Images, "/tag/{0}.gif", stub ? InlineScripts.Stub(Held) + Allowed : "");

        Assert.Equal(StubWays.Images.Select(way => way.Name), AskedAmong(page, StubWays.Images));
    }

    [Fact]
    public async Task A_held_element_keeps_its_type_and_address()
    {
        StubWays.Way[] ways =
        [
            new("plain", """<script id="plain" src="@"></script>"""),
            new("module", """<script id="module" type="module" src="@"></script>"""),
            new("frame", """<iframe id="frame" src="@"></iframe>"""),
            new("made", """<script>{ let s = document.createElement('script'); s.id = 'made'; s.src = '@'; document.body.append(s) }</script>"""),
        ];
        var page = await OpenAsync(ways, "/tag/{0}.js", InlineScripts.Stub(Held));

        foreach (var (id, type, earlier) in new[] { ("plain", "text/plain", ""), ("module", "text/plain", "module"), ("frame", null, null), ("made", "text/plain", "") })
        {
            var held = await page.Locator($"#{id}").EvaluateAsync<string?[]>("e => [e.dataset.consentHost, new URL(e.dataset.src).pathname, e.getAttribute('src'), e.getAttribute('type'), e.dataset.type ?? null]");
            string?[] expected = ["tracker.localhost", $"/tag/{id}.js", null, type, earlier];
            Assert.Equal<IEnumerable<string?>>(expected, held);
        }
    }

    [Fact]
    public async Task A_node_that_a_renderer_made_stays_the_same_node()
    {
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.ServeHtml(InlineScripts.Stub(Held), ""));

        var kept = await page.EvaluateAsync<string[]>(
            """
            async address => {
              const made = ['script', 'iframe', 'img'].map(name => document.createElement(name));
              for (const one of made) {
                one.setAttribute('src', address);
                document.body.append(one);
              }
              await new Promise(done => setTimeout(done));
              const there = made.map(one => `${one.localName} ${one.isConnected && one.ownerDocument === document && one.dataset.consentHost}`);
              for (const one of made) document.body.removeChild(one);
              return there;
            }
            """,
            $"{Tracker(pages)}/tag/made.js");

        Assert.Equal(["script tracker.localhost", "iframe tracker.localhost", "img tracker.localhost"], kept);
        Assert.Equal(0, pages.CountOf("/tag/made.js"));
    }

    [Fact]
    public async Task The_core_is_asked_by_host_and_element()
    {
        StubWays.Way[] ways = [new("mine", """<script id="mine" data-mine src="@"></script>"""), new("other", """<script id="other" src="@"></script>""")];
        var page = await OpenAsync(ways, "/tag/{0}.js", InlineScripts.Stub(Held) + "<script>ConsentHub.allow = (host, element) => element.hasAttribute('data-mine')</script>");

        Assert.Equal("mine", Assert.Single(await RanAsync(page)));
    }

    [Fact]
    public async Task A_page_that_froze_the_browsers_own_objects_still_works()
    {
        var frozen = "<script>for (const type of [HTMLScriptElement, HTMLIFrameElement, Element, Node]) Object.freeze(type.prototype)</script>";
        var page = await OpenAsync(StubWays.Scripts[..4], "/tag/{0}.js", frozen + InlineScripts.Stub(Held));

        Assert.Empty(await RanAsync(page));
    }

    [Fact]
    public async Task Under_a_strict_policy_with_trusted_types_one_hash_is_enough()
    {
        var pages = await StartPagesAsync();
        var tracker = Tracker(pages);
        var policy = $"script-src 'self' 'nonce-cGFnZQ' {tracker} {InlineScripts.StubHash}; require-trusted-types-for 'script'; trusted-types page";
        var address = pages.ServeHtml(
            InlineScripts.Stub(Held),
            $$"""
            <script src="{{tracker}}/tag/parsed.js"></script>
            <script nonce="cGFnZQ">
              const policy = trustedTypes.createPolicy('page', { createScriptURL: url => url });
              for (const url of ['{{tracker}}/tag/made.js', '/tag/own.js']) {
                const made = document.createElement('script');
                made.src = policy.createScriptURL(url);
                document.body.append(made);
              }
            </script>
            """,
            headers: ("Content-Security-Policy", policy));
        var page = await OpenAsync(address);

        Assert.Equal("own", Assert.Single(await RanAsync(page)));
        Assert.Equal(0, ProfileOf(page).CountOf("/tag/made.js"));
    }

    [Fact]
    public async Task The_opt_in_refuses_requests_to_declared_hosts()
    {
        var page = await OpenAsync([], "", InlineScripts.Patch(Held));

        Assert.Equal(["TypeError", "error", "false"], await SendAsync(page));
        Assert.Equal(0, ProfileOf(page).CountOf("/tag/sent.js"));
    }

    [Fact]
    public async Task The_opt_in_lets_pass_what_is_allowed()
    {
        var page = await OpenAsync([], "", InlineScripts.Patch(Held) + Allowed);

        Assert.Equal(["200", "200", "true"], await SendAsync(page));
    }

    [Fact]
    public async Task The_opt_in_leaves_other_hosts_alone()
    {
        var page = await OpenAsync([], "", InlineScripts.Patch("data-hosts=\"other.example\""));

        Assert.Equal(["200", "200", "true"], await SendAsync(page));
    }

    /// <summary>A page with every way of the table, each with its own address at the tracker. Waits until the page has loaded.</summary>
    private async Task<IPage> OpenAsync(StubWays.Way[] ways, string path, string head)
    {
        var pages = await StartPagesAsync();
        var body = string.Concat(ways.Select(way => way.Html.Replace("@", Tracker(pages) + path.Replace("{0}", way.Name, StringComparison.Ordinal), StringComparison.Ordinal)));
        // Fetched with CORS: modules, and what the pages send.
        foreach (var name in new[] { "module", "created-module", "sent" })
            pages.ServeScript($"/tag/{name}.js", SitePages.Tag(name), ("Access-Control-Allow-Origin", "*"));

        var page = await OpenAsync(pages.ServeHtml(head, body));
        ProfileOf(page).ExpectConsole("404 (Not Found)");
        // A script of the page itself, requested after everything else, has run.
        await page.EvaluateAsync(
            """
            () => new Promise(done => {
              const last = document.createElement('script');
              last.src = '/last.js';
              last.onload = last.onerror = done;
              document.head.append(last);
            })
            """);
        return page;
    }

    private static string Tracker(SitePages pages) => $"http://tracker.localhost:{pages.Address.Port}";

    private static async Task<string[]> RanAsync(IPage page) =>
        [.. (await page.EvaluateAsync<string>("() => document.documentElement.dataset.ran ?? ''")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Shown(IPage page) =>
        page.Frames.Where(frame => frame.Url.Contains("tracker", StringComparison.Ordinal)).Select(frame => Path.GetFileNameWithoutExtension(new Uri(frame.Url).AbsolutePath)).Order(StringComparer.Ordinal);

    private IEnumerable<string> AskedAmong(IPage page, IEnumerable<StubWays.Way> ways)
    {
        var asked = ProfileOf(page).Requests.Select(request => Path.GetFileNameWithoutExtension(new Uri(request.Url).AbsolutePath)).ToHashSet(StringComparer.Ordinal);
        return ways.Select(way => way.Name).Where(asked.Contains);
    }

    /// <summary>The outcome of a fetch, an XMLHttpRequest and a beacon to the tracker.</summary>
    private static Task<string[]> SendAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        async () => {
          const url = `http://tracker.localhost:${location.port}/tag/sent.js`;
          const request = new XMLHttpRequest();
          const answered = new Promise(done => { request.onload = () => done(`${request.status}`); request.onerror = () => done('error'); });
          request.open('POST', url);
          request.send('x');
          return [
            await fetch(new Request(url, { mode: 'cors' })).then(answer => `${answer.status}`, error => error.name),
            await answered,
            `${navigator.sendBeacon(url, 'x')}`,
          ];
        }
        """);
}
