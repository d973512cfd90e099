using System.Diagnostics;
using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Decisions;
using ConsentHub.Formats;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Decisions;

/// <summary>A site's server and the visitor's browser get the same answer for the same facts.</summary>
public sealed class SameAsBannerTests
{
    private static readonly SiteFile File = TestSite.Minimal("shop");
    private static readonly DateTimeOffset Chosen = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly PublishedNotice First = Draft.NoticeOf(File), Latest = Draft.NoticeOf(File, version: 3);

    [Fact]
    public async Task Every_combination_of_choice_model_validity_and_signal_gives_the_answer_of_the_banner()
    {
        using var folder = new TestFolder();
        var cases = new JsonArray([.. Cases()]);
        var path = Path.Combine(folder.Root, "cases.json");
        await System.IO.File.WriteAllTextAsync(path, cases.ToJsonString());

        var repository = Path.GetDirectoryName(TestSite.Folder)!;
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(repository, "tests", "banner", "compareDecisions.mjs"), path])
        {
            WorkingDirectory = repository,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, await output + await error);
        Assert.True(cases.Count > 500, $"{cases.Count} cases");
        Assert.Equal($$"""{"cases":{{cases.Count}},"differences":0}""", (await output).Trim());
    }

    private static IEnumerable<JsonNode> Cases()
    {
        foreach (var region in new[] { "DE", "US-CA", "US-TX" })
        {
            foreach (var gpc in new[] { false, true })
            {
                yield return Case(region, gpc, null, Latest, Chosen);
                foreach (var record in Records())
                {
                    yield return Case(region, gpc, record, Latest, Chosen.AddDays(1));
                    yield return Case(region, gpc, record, Latest, Chosen.AddDays(800));
                    yield return Case(region, gpc, record, new PublishedNotice(3, default, 2, File, Numbers, []), Chosen.AddDays(1));
                }
            }
        }
    }

    private static ItemNumbers Numbers { get; } = new(
        First.Categories.ToDictionary(c => c.Category.Id, c => c.Number, StringComparer.Ordinal), First.Services.ToDictionary(s => s.Service.Id, s => s.Number, StringComparer.Ordinal));

    private static IEnumerable<ConsentRecord> Records() =>
        from granted in new[] { 0UL, Draft.Analytics, Draft.Marketing, Draft.Analytics | Draft.Marketing }
        from differs in new[] { false, true }
        from model in Enum.GetValues<ConsentModel>()
        from gpc in new[] { false, true }
        let services = differs ? ServiceChoices.Of([(2, (granted & Draft.Analytics) == 0), (3, (granted & Draft.Marketing) == 0)]) : ServiceChoices.None
        let content = Draft.Of(1, granted: granted).With(c => c with { Model = model, Gpc = gpc, Services = services }).Content
        select new ConsentRecord(0, Chosen, Chosen, content, "ZZ", gpc);

    private static JsonObject Case(string region, bool gpc, ConsentRecord? record, PublishedNotice latest, DateTimeOffset now)
    {
        var stored = record is null ? null : StoredChoice.Of(record, First, latest, now);
        var facts = new DecisionFacts(latest, stored, false, region, gpc);
        return new JsonObject
        {
            ["facts"] = new JsonObject
            {
                ["notice"] = Notice(facts, latest),
                ["choice"] = record is null ? null : Choice(record),
                ["gpc"] = gpc,
                ["gpcAtChoice"] = record?.Content.Gpc,
                ["now"] = now.ToUnixTimeMilliseconds(),
            },
            ["categories"] = Map(latest.Categories, c => (c.Category.Id, DecisionRules.OfCategory(facts, c).IsAllowed)),
            ["services"] = Map(latest.Services, s => (s.Service.Id, DecisionRules.OfService(facts, s).IsAllowed)),
        };
    }

    private static JsonObject Notice(DecisionFacts facts, PublishedNotice latest)
    {
        var reask = latest.ReaskIn("ZZ");
        return new JsonObject
        {
            ["version"] = latest.Version,
            ["validSince"] = latest.ValidSince,
            ["model"] = WireNames<ConsentModel>.Of(facts.Model),
            ["reask"] = new JsonObject { ["granted"] = reask.Granted.TotalSeconds, ["refused"] = reask.Refused.TotalSeconds },
            ["categories"] = new JsonArray([.. File.Categories.Select(c => NoticeCategory.Write(c, facts.Model, asksAge: false, "en"))]),
        };
    }

    private static JsonObject Choice(ConsentRecord record) => new()
    {
        ["notice"] = record.Content.Notice,
        ["at"] = record.DecidedAt.ToUnixTimeSeconds(),
        ["model"] = WireNames<ConsentModel>.Of(record.Content.Model),
        ["granted"] = new JsonArray([.. First.Categories.Where(c => (record.Content.Granted & c.Bit) != 0).Select(c => (JsonNode?)c.Category.Id)]),
        ["services"] = Map(record.Content.Services.All(), s => (First.Services.Single(n => n.Number == s.Number).Service.Id, s.Granted)),
    };

    private static JsonObject Map<T>(IEnumerable<T> items, Func<T, (string Id, bool On)> of) => new(items.Select(of).Select(i => KeyValuePair.Create(i.Id, (JsonNode?)i.On)));
}
