using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>
/// The table of marked elements in each engine. What loads is counted at the server that gets the request, and debug mode
/// must report the same.
/// </summary>
public sealed class MarkedElementTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Verdicts = "() => findAll('li[data-rule]').map(one => one.textContent.split(' ')[0])";

    [Theory, EveryEngine]
    public async Task Each_waits_for_its_grant_and_debug_mode_reports_it(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, new Uri(pages.Serve(hub, MarkedElements.Body), "?consenthub-debug"));
        var all = MarkedElements.All;
        var known = all.Where(cell => cell.Known).ToArray();
        var scripts = known.Count(cell => cell.Html.StartsWith("<script", StringComparison.OrdinalIgnoreCase));

        await SaidAsync(all.Length, 0);
        Assert.Empty(await AskedAsync());

        await page.RunAsync("() => ConsentHub.acceptAll()");
        await SaidAsync(all.Length - known.Length, known.Length);
        var loaded = known.Where(cell => Loads(engine, cell.Kind)).Select(cell => cell.Name).Order(StringComparer.Ordinal).ToArray();
        await LoadedAsync(loaded);
        Assert.Equal(loaded, await SurelyAskedAsync());

        await page.RunAsync("() => ConsentHub.withdraw()");
        // What a script has done can't be undone.
        await SaidAsync(all.Length - scripts, scripts);
        Assert.Equal(0, await page.RunAsync<int>(
            "() => [...document.querySelectorAll('[data-consent]:not(script), source')].filter(one => ['src', 'srcset', 'href', 'poster', 'data', 'srcdoc'].some(name => one.hasAttribute(name))).length"));
        Assert.Equal(loaded, await SurelyAskedAsync());

        // Whether WebKitGTK loads a granted player depends on the media plugins of the machine.
        async Task<string[]> SurelyAskedAsync() => [.. (await AskedAsync()).Except(known.Where(cell => !Loads(engine, cell.Kind)).Select(cell => cell.Name))];

        Task SaidAsync(int held, int running) => page.UntilAsync(
            $"expected => {{ const said = ({Verdicts})(); return said.filter(one => one === 'Held').length === expected[0] && said.filter(one => one === 'Runs').length === expected[1]; }}",
            new[] { held, running });

        // A request that was sent may not have reached the server yet.
        async Task LoadedAsync(string[] names)
        {
            var waiting = all.Where(cell => names.Contains(cell.Name, StringComparer.Ordinal)).ToList();
            await page.UntilAsync("() => document.readyState === 'complete'");
            for (var end = Environment.TickCount64 + 30_000; waiting.Count > 0 && Environment.TickCount64 < end; waiting.RemoveAll(cell => pages.WasAsked(cell.Path)))
                await page.RunAsync("() => new Promise(done => setTimeout(done, 50))");

            Assert.Equal("", string.Join(' ', waiting.Select(cell => cell.Name)));
        }

        // Requested after everything that the state has released.
        async Task<string[]> AskedAsync()
        {
            await page.RunAsync("async () => { await fetch('/asset/last.css'); }");
            return [.. all.Where(cell => pages.WasAsked(cell.Path)).Select(cell => cell.Name).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Does the engine request this kind at all, on a page without ConsentHub?</summary>
    private static bool Loads(Engine engine, MarkedElements.Kind kind) => engine != Engine.WebKit || kind.Name is not "player";
}
