using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>The table of docs/website.md of what the inline stub holds, in each engine, counted at the server that gets the requests.</summary>
public sealed class StubEngineTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>What one engine requests in addition to what all of them may.</summary>
    private static readonly (Engine Engine, string Kind, string Way)[] More =
    [
        (Engine.WebKit, "images", "markup"), (Engine.WebKit, "images", "markup-never-inserted"),
        (Engine.Firefox, "images", "cloned-template"),
    ];

    [Theory, EveryEngine("scripts", "frames", "images")]
    public async Task A_request_leaves_only_if_the_table_says_so(Engine engine, string kind)
    {
        var (ways, path) = kind switch
        {
            "scripts" => (StubWays.Scripts, "/tag/{0}.js"),
            "frames" => (StubWays.Frames, "/tag/{0}.html"),
            _ => (StubWays.Images, "/asset/{0}.gif"),
        };
        var pages = await StartPagesAsync();
        var tracker = $"http://tracker.localhost:{pages.Address.Port}";
        string PathOf(StubWays.Way way) => path.Replace("{0}", way.Name, StringComparison.Ordinal);
        var body = string.Concat(ways.Select(way => way.Html.Replace("@", tracker + PathOf(way), StringComparison.Ordinal)));
        // Fetched with CORS.
        foreach (var module in new[] { "module", "created-module" })
            pages.ServeScript($"/tag/{module}.js", SitePages.Tag(module), ("Access-Control-Allow-Origin", "*"));

        var page = await OpenAsync(engine, pages.ServeHtml(InlineScripts.Stub("data-hosts=\"tracker.localhost\""), body));
        await page.RunAsync("async () => { await fetch('/asset/last.css'); }");

        Assert.Equal("", await page.RunAsync<string>("() => document.documentElement.dataset.ran ?? ''"));
        Assert.Equal("", string.Join(' ', ways.Where(way => !way.MayAsk && !More.Contains((engine, kind, way.Name)) && pages.WasAsked(PathOf(way))).Select(way => way.Name)));
    }
}
