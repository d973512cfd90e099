using System.Text.Json.Nodes;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;

namespace ConsentHub.BrowserTests.Choices;

/// <summary>What an analyst gets of the choices made on the demo page.</summary>
public sealed class ExportedChoiceTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>Button or category to press, and what the export must have: action, preferences, analytics, marketing.</summary>
    private static readonly (string Choice, string[] Expected)[] Made =
    [
        ("accept-all", ["accept_all", "true", "true", "true"]),
        ("reject-all", ["reject_all", "false", "false", "false"]),
        ("preferences", ["save", "true", "false", "false"]),
        ("analytics", ["save", "false", "true", "false"]),
        ("marketing", ["save", "false", "false", "true"]),
    ];

    private static readonly string[] Columns = ["action", "category.preferences", "category.analytics", "category.marketing"];

    [Fact]
    public async Task Both_exports_and_the_statistics_have_each_choice()
    {
        var hub = await StartDemoAsync();
        foreach (var (choice, _) in Made)
            await ChooseAsync(hub, choice);
        using var analyst = hub.KeyedClient();

        Assert.Equal(Made.Select(made => made.Expected), await CsvAsync(analyst));
        Assert.Equal(Made.Select(made => made.Expected), await NdjsonAsync(analyst));
        var stats = await analyst.GetAsync("/v1/sites/demo/stats?by=category").JsonAsync();
        Assert.Equal(
            [("analytics", 5, 2, 3), ("marketing", 5, 2, 3), ("preferences", 5, 2, 3)],
            stats["buckets"]!.AsArray().Select(b => ((string?)b!["value"], (int)b["decided"]!, (int)b["granted"]!, (int)b["denied"]!)).Where(b => b.Item2 > 0).Order());
        Assert.Equal(5, (int?)(await analyst.GetAsync("/v1/sites/demo/stats").JsonAsync())["totals"]!["impressions"]);
    }

    [Fact]
    public async Task No_export_contains_the_browsers_visitor_id()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);
        await page.DecideAsync(page.Banner("accept-all"));
        var id = await page.VisitorIdAsync("demo");
        using var analyst = hub.KeyedClient();

        foreach (var format in new[] { "csv", "ndjson" })
        {
            var export = await analyst.GetStringAsync($"/v1/sites/demo/records/export?format={format}");
            Assert.Contains("accept_all", export, StringComparison.Ordinal);
            Assert.DoesNotContain(id, export, StringComparison.Ordinal);
        }
    }

    private async Task ChooseAsync(Hub hub, string choice)
    {
        var page = await OpenAsync(hub.Address);
        if (choice.EndsWith("-all", StringComparison.Ordinal))
        {
            await page.DecideAsync(page.Banner(choice));
            return;
        }

        await page.ReadyAsync();
        await page.OpenPreferencesAsync();
        await page.Switch(choice).ClickAsync();
        await page.DecideAsync(page.Preferences("save"));
    }

    private static async Task<IEnumerable<string[]>> CsvAsync(HttpClient analyst)
    {
        var lines = (await analyst.GetStringAsync("/v1/sites/demo/records/export?format=csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        return lines.Skip(1).Select(line => line.Split(',')).Select(cells => Columns.Select(name => cells[Array.IndexOf(header, name)]).ToArray()).ToList();
    }

    /// <summary>The column <c>category.analytics</c> of CSV is the member <c>analytics</c> of <c>choices</c> here.</summary>
    private static string ValueOf(JsonNode row, string column) =>
        (column.StartsWith("category.", StringComparison.Ordinal) ? row["choices"]![column["category.".Length..]] : row[column])!.ToString();

    private static async Task<IEnumerable<string[]>> NdjsonAsync(HttpClient analyst)
    {
        var lines = (await analyst.GetStringAsync("/v1/sites/demo/records/export?format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Select(line => JsonNode.Parse(line)!).Select(row => Columns.Select(name => ValueOf(row, name)).ToArray()).ToList();
    }
}
