using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Publishing;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Analysis;

/// <summary>A hub with a varied log over three days and two notices, and what was posted to it. Tests that share it only read.</summary>
public sealed class FilledHub : IAsyncLifetime
{
    private const int Records = 48;

    private static readonly string[] Categories = ["auth", "preferences", "analytics", "marketing", "community"];

    internal Hub Hub { get; private set; } = null!;

    internal HttpClient Analyst { get; private set; } = null!;

    /// <summary>The whole log in its order, computed from the posts and their responses.</summary>
    internal List<LoggedRecord> Posted { get; } = [];

    public async Task InitializeAsync()
    {
        Hub = await Hub.StartAsync([FilledHubSite.First], clock: new TestClock(), settings: ("ConsentHub:RegionHeader", "CF-IPCountry"));
        Analyst = Hub.KeyedClient(await Hub.CreateKeyAsync(Role.Analyst, "shop"));
        var random = new Random(7);
        var visitors = Enumerable.Range(0, 10).Select(_ => Choice.NewVisitorId()).ToList();
        for (var i = 0; i < Records; i++)
        {
            if (i == Records / 2)
                await Hub.PublishAsync(FilledHubSite.Second);

            Posted.Add(await PostAsync(i, random, visitors));
            Hub.Clock!.Advance(TimeSpan.FromMinutes(random.Next(20, 160)));
        }
    }

    public async Task DisposeAsync() => await Hub.DisposeAsync();

    private async Task<LoggedRecord> PostAsync(int i, Random random, List<string> visitors)
    {
        var version = i < Records / 2 ? 1 : 2;
        var asked = Categories.Take(version == 1 ? 4 : 5).ToList();
        var action = new[] { "save", "accept_all", "reject_all", "withdraw", "import" }[i % 5];
        var granted = asked.Where(c => c == "auth" || action == "accept_all" || (action is "save" or "import" && random.Next(2) == 0)).ToHashSet();
        var services = action == "save" && i % 3 == 0 ? new JsonObject { ["shop_stats"] = !granted.Contains("analytics") } : null;
        var region = new[] { "NO", "DE", "US-CA", "ZZ" }[i % 4];
        var page = new[] { null, "/", "/a,b", "/say \"hi\"", "/åpen", "/'quote", "/=1+1;@x" }[i % 7];
        var body = Choice.Body(
            visitors[random.Next(visitors.Count)], ("notice", version), ("action", action), ("lang", i % 3 == 0 ? "de" : "en"), ("region", region),
            ("model", region == "US-CA" ? "opt_out" : "opt_in"), ("source", new[] { "banner", "preferences", "api", "nojs" }[i % 4]),
            ("choices", new JsonObject(asked.Select(c => KeyValuePair.Create(c, (JsonNode?)granted.Contains(c))))), ("services", services),
            ("gpc", i % 6 == 0), ("elapsed", i * 10), ("page", page), ("previous", i % 4 == 1 ? Choice.NewId() : null));

        // The configured admin key has the id 1.
        long? key = action == "import" || i % 2 == 0 ? 1 : null;
        using var client = key is null ? Hub.NewClient() : Hub.KeyedClient();
        var seen = i % 5 == 0 ? "SE" : region;
        client.DefaultRequestHeaders.Add("CF-IPCountry", seen);
        if (i % 2 == 0)
            client.DefaultRequestHeaders.Add("Sec-GPC", "1");

        var answer = await client.SendAsync(body).JsonAsync(201);
        return new LoggedRecord(
            (string)body["id"]!, i, Hub.Clock!.GetUtcNow(), Hub.Clock.GetUtcNow().AddMilliseconds(-i * 10), "shop", (string)answer["visitor"]!, version,
            await HashAsync(version, (string)body["lang"]!, region), (string)body["lang"]!, region, seen,
            region == "US-CA" ? ConsentModel.OptOut : ConsentModel.OptIn, "0123456789abcdef", Word<ConsentAction>(action), Word<ConsentSource>((string)body["source"]!),
            i % 6 == 0, i % 2 == 0, (string?)body["previous"], page, key, asked.ToDictionary(c => c, granted.Contains),
            services?.ToDictionary(s => s.Key, s => (bool)s.Value!) ?? []);
    }

    /// <summary>The notice's hash, computed from the public notice as anybody can.</summary>
    private async Task<string> HashAsync(int version, string lang, string region)
    {
        var notice = await Hub.Client.GetByteArrayAsync($"/v1/sites/shop/notices/{version}?lang={lang}&region={region}");
        return System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(notice));
    }

    private static T Word<T>(string word)
        where T : struct, Enum =>
        JsonSerializer.Deserialize<T>($"\"{word}\"");
}

/// <summary>The two notices of <see cref="FilledHub"/>; the second has one more category.</summary>
internal static class FilledHubSite
{
    public static SiteFile First { get; } = TestSite.Minimal("shop") with { Consent = new ConsentRules { RecordPage = true } };

    public static SiteFile Second { get; } = First with
    {
        Categories = [.. First.Categories, TestSite.Category("community", "Community", "Gemeinschaft", TestSite.Service("shop_forum"))],
    };
}

internal static class AnalysisCalls
{
    /// <summary>Publishes without a file, as another process does.</summary>
    public static async Task PublishAsync(this Hub hub, SiteFile site)
    {
        var outcome = await hub.Services.GetRequiredService<SitePublisher>().PublishAsync(site, ManagedBy.File, new PublishOptions(), Actor.Hub, CancellationToken.None);
        Assert.IsType<PublishOutcome.Published>(outcome);
        await hub.Services.GetRequiredService<SiteDirectory>().ReloadAsync(CancellationToken.None);
    }

    public static async Task<RecordsPage> PageAsync(this HttpClient client, string query = "", string site = "shop")
    {
        var page = await client.GetFromJsonAsync($"/v1/sites/{site}/records{query}", AnalysisJson.Default.RecordsPage);
        return page!;
    }

    public static List<LoggedRecord> ParseNdjson(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, AnalysisJson.Default.LoggedRecord)!)];

    /// <summary>Compares as text, so that a failure shows a readable difference.</summary>
    public static void SameRecords(IEnumerable<LoggedRecord> expected, IEnumerable<LoggedRecord> actual) =>
        Assert.Equal(string.Join('\n', expected.Select(Text)), string.Join('\n', actual.Select(Text)));

    private static string Text(LoggedRecord record) => JsonSerializer.Serialize(record, AnalysisJson.Default.LoggedRecord);
}
