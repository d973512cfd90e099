using System.Text.Json;
using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>Every kind of marked element, inserted in every way, in every state. What loads is counted at the server that gets the request.</summary>
public sealed class GateMatrixTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly Dictionary<string, string> Marks = new(StringComparer.Ordinal)
    {
        ["category"] = """data-consent="analytics" """,
        ["service"] = """data-consent="marketing" data-consent-service="shop_ads" """,
        ["unknown"] = """data-consent="nonsense" """,
        ["unknown-service"] = """data-consent="analytics" data-consent-service="nobody" """,
    };

    private const string Released = "released";

    private int lasts;

    [Fact]
    public async Task Each_loads_once_when_it_is_granted_and_never_before()
    {
        var (page, pages) = await OpenAsync();
        await AddAsync(page, "first");
        await LoadedAsync(page, pages, "no choice");

        await page.DecideAsync(page.Banner("reject-all"));
        await AddAsync(page, "denied");
        // As a framework does that renders its part of the page again.
        await page.EvaluateAsync("() => { for (const held of document.querySelectorAll('[data-consent]')) held.replaceWith(held.cloneNode(true)); }");
        await LoadedAsync(page, pages, "refused");

        // Only the service is denied, in a granted category.
        await page.DecideAsync("() => ConsentHub.save({ analytics: true, marketing: true }, { shop_ads: false })");
        await LoadedAsync(page, pages, "service denied alone", "page category", "first category", "denied category");

        // Only the service is granted, in a denied category. What has loaded does not load a second time.
        await page.DecideAsync("() => ConsentHub.save({ marketing: false }, { shop_ads: true })");
        await AddAsync(page, "granted");
        string[] all = [.. from batch in new[] { "page", "first", "denied", "granted" } from mark in new[] { "category", "service" } select $"{batch} {mark}"];
        await LoadedAsync(page, pages, "granted", all);

        await page.DecideAsync("() => ConsentHub.withdraw()");
        await AddAsync(page, "withdrawn");
        await LoadedAsync(page, pages, "withdrawn", all);
        Assert.Empty(await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('[data-consent]:not(script), source')].filter(e => ['src', 'srcset', 'href', 'poster'].some(name => e.hasAttribute(name))).map(e => e.outerHTML)"));
    }

    [Fact]
    public async Task At_the_next_load_each_follows_the_stored_choice()
    {
        var (page, pages) = await OpenAsync();
        await page.DecideAsync("() => ConsentHub.save({ analytics: true })");
        await LoadedAsync(page, pages, "granted", "page category");

        await page.ReloadAsync();
        await page.ReadyAsync();
        await LoadedAsync(page, pages, "granted, next load", 2, "page category");

        await page.DecideAsync("() => ConsentHub.withdraw()");
        await page.ReloadAsync();
        await page.ReadyAsync();
        await LoadedAsync(page, pages, "withdrawn, next load", 2, "page category");
    }

    /// <summary>A page whose own markup has every kind under every mark.</summary>
    private async Task<(IPage Page, SitePages Pages)> OpenAsync()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var body = string.Concat(Marks.Keys.SelectMany(mark => Elements("page", mark)).Select(element => element.Html));
        var page = await OpenAsync(pages.Serve(hub, body, Kinds.Adding));
        await Expect(page.Banner()).ToBeVisibleAsync();
        return (page, pages);
    }

    /// <summary>
    /// Adds every kind under every mark in every way. Under each mark there is also a held script that adds its own
    /// elements once it is released.
    /// </summary>
    private static async Task AddAsync(IPage page, string batch)
    {
        var elements = new List<string[]>();
        foreach (var (mark, attributes) in Marks)
        {
            var (own, released) = (new List<string[]>(), new List<string[]>());
            foreach (var (way, html, _) in Elements(batch, mark))
                (way == Released ? released : own).Add([way == Released ? "created" : way, html]);

            elements.AddRange(own);
            elements.Add(["created", $"""<script type="text/plain" {attributes}>for (const [way, html] of {JsonSerializer.Serialize(released)}) add(way, html)</script>"""]);
        }

        await page.EvaluateAsync("elements => { for (const [way, html] of elements) add(way, html); }", elements);
    }

    private Task LoadedAsync(IPage page, SitePages pages, string state, params string[] loaded) => LoadedAsync(page, pages, state, 1, loaded);

    /// <summary>Everything of these batches and marks was requested exactly this often, and nothing else was.</summary>
    private async Task LoadedAsync(IPage page, SitePages pages, string state, int times, params string[] loaded)
    {
        var expected = Paths(loaded).ToDictionary(path => path, _ => times, StringComparer.Ordinal);
        var end = Environment.TickCount64 + 60_000;
        while (Environment.TickCount64 < end && expected.Any(one => pages.CountOf(one.Key) < one.Value))
            await Task.Delay(50);

        // Requested after everything that the state has released.
        await page.EvaluateAsync("path => new Promise(done => setTimeout(done)).then(() => fetch(path))", $"/asset/last{lasts++}.css");
        var all = from batch in new[] { "page", "first", "denied", "granted", "withdrawn" } from mark in Marks.Keys select $"{batch} {mark}";
        var counts = Paths(all).ToDictionary(path => path, pages.CountOf, StringComparer.Ordinal);
        Assert.Equal((state, Lines(expected)), (state, Lines(counts)));
    }

    private static IEnumerable<string> Paths(IEnumerable<string> batches) =>
        batches.Select(one => one.Split(' ')).SelectMany(one => Elements(one[0], one[1])).Select(element => element.Path);

    private static IEnumerable<(string Way, string Html, string Path)> Elements(string batch, string mark) =>
        from way in batch == "page" ? ["page"] : (string[])[.. Kinds.Ways, Released]
        from kind in Kinds.All
        let name = $"{batch}_{mark}_{way}_{kind.Name}"
        select (way, kind.Html.Replace("@", name, StringComparison.Ordinal).Replace("#", Marks[mark], StringComparison.Ordinal), kind.Path.Replace("@", name, StringComparison.Ordinal));

    private static string Lines(Dictionary<string, int> counts) =>
        string.Join('\n', counts.Where(one => one.Value > 0).Select(one => $"{one.Value} {one.Key}").Order(StringComparer.Ordinal));
}
