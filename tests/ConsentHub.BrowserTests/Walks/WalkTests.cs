using System.Globalization;
using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Walks;

/// <summary>
/// Applications with five routes each, through which a visitor walks at random. Nothing throws, no page is blank, nothing
/// runs twice or against the choice, and each step back leads one step back.
/// </summary>
/// <remarks><c>CONSENTHUB_WALKS</c> is the number of walks in each application, <c>CONSENTHUB_WALK_SEED</c> the seed of the first.</remarks>
public sealed class WalkTests(Chromium chromium) : BrowserTest(chromium)
{
    private const int Steps = 10;

    [Theory, EveryEngine("react18", "react18-root", "react18-document", "react19", "react19-root", "react19-document", "vue", "svelte", "turbo", "htmx", "swaps")]
    public async Task An_application_keeps_working_and_obeys_the_choice(Engine engine, string app)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var start = await Apps.ServeAsync(pages, hub, app);
        for (int seed = Setting("CONSENTHUB_WALK_SEED", 1), end = seed + Setting("CONSENTHUB_WALKS", 2); seed < end; seed++)
        {
            var page = await OpenAsync(engine, new Uri("about:blank"));
            // Turbo does not catch its own rejection if a visit ends another one whose response is being read.
            if (app == "turbo")
                page.ExpectError("AbortError");

            // In every other walk the banner has added its elements before the application hydrates.
            await new Walk(page, pages, app, seed).TakeAsync(new Uri(start, seed % 2 == 0 ? "" : "?covered"), Steps);
            await CloseAsync(page);
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
