using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Telemetry;

/// <summary>The metrics of a hub in use, read as a scraper reads them.</summary>
public sealed partial class MetricsTests : IAsyncLifetime, IDisposable
{
    private const int Patience = 10_000;

    private readonly TestFolder folder = new();
    private HubProcess hub = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        folder.WriteSite(TestSite.Minimal("shop"));
        hub = await HubProcess.StartAsync(folder, null, ("ConsentHub__RateLimit", "6"));
        client = hub.NewClient();
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await hub.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    [Promise("1.24")]
    public async Task Events_before_and_between_two_scrapes_are_counted()
    {
        var visitor = Choice.NewVisitorId();
        var body = Choice.AcceptAll(visitor);
        await client.SendAsync(body).JsonAsync(201);
        await client.SendAsync(body).JsonAsync();
        await client.SendAsync(Choice.Body(null, ("action", "a word of the caller"))).JsonAsync(422);
        using (var shown = await client.PostAsJsonAsync("/v1/sites/shop/shown", new { notice = 1, lang = "en", outcome = "dismissed" }))
            Assert.Equal(204, (int)shown.StatusCode);

        var first = await Scrape.OfAsync(client);
        await client.EraseAsync(visitor);
        var stored = await SendUntilRefusedAsync();
        // The framework counts a request once its response has been sent.
        var second = await Eventually.Async(() => Scrape.OfAsync(client),
            s => s.Sum("http_server_request_duration_seconds_count", ("http_route", "/v1/sites/{site}/consents"), ("http_response_status_code", "429")) == 1);

        Assert.Equal((1, 1), (first.Sum("consenthub_choices_total", ("consenthub_action", "accept_all"), ("consenthub_source", "banner"), ("consenthub_outcome", "stored")),
            first.Sum("consenthub_choices_total", ("consenthub_action", "accept_all"), ("consenthub_outcome", "repeated"))));
        Assert.Equal(1, first.Sum("consenthub_choices_total", ("consenthub_action", "_OTHER"), ("consenthub_outcome", "invalid")));
        Assert.Equal(1, first.Sum("consenthub_impressions_total", ("consenthub_outcome", "dismissed")));
        Assert.Equal(1 + stored, second.Sum("consenthub_choices_total", ("consenthub_outcome", "stored")));
        Assert.Equal(1, second.Sum("consenthub_erasures_total", ("consenthub_reason", "visitor_request"), ("consenthub_outcome", "done")));
        Assert.Equal(1, second.Sum("consenthub_refusals_total", ("consenthub_reason", "write_limit")));
        Assert.Equal((0, 0), (second.Sum("consenthub_erasures_pending"), second.Sum("consenthub_store_queue_length")));
        // Each choice got its response before the next was sent, so each was a batch of its own.
        Assert.True(second.Sum("consenthub_store_batch_size_count") >= 1 + stored);
        Assert.True(second.Sum("consenthub_store_sync_duration_seconds_count") >= 1 + stored);
    }

    [Fact]
    public async Task No_series_names_a_site_or_a_visitor()
    {
        var visitor = Choice.NewVisitorId();
        var stored = await client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        await client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();
        await Scrape.OfAsync(client);
        await client.EraseAsync(visitor);

        var text = (await Scrape.OfAsync(client)).Text;

        Assert.DoesNotContain("shop", text, StringComparison.Ordinal);
        Assert.DoesNotContain(visitor, text, StringComparison.Ordinal);
        Assert.DoesNotContain((string)stored["visitor"]!, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_that_can_not_be_kept_and_a_refused_file_are_in_the_metrics()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Sites, "broken.json"), "{");
        // A folder in the journal's place, which nobody can write, not even root.
        Directory.CreateDirectory(Path.Combine(folder.Data, "erasures.journal"));

        var scrape = await Eventually.Async(() => Scrape.OfAsync(client), s => s.Sum("consenthub_site_files_unapplied") == 1);

        Assert.Equal(1, scrape.Sum("consenthub_sites"));
        Assert.Equal((1, 0), (scrape.Sum("consenthub_fault", ("consenthub_part", "journal")), scrape.Sum("consenthub_fault", ("consenthub_part", "backups"))));
    }

    [Fact]
    public async Task The_dashboard_and_the_documentation_name_exactly_the_existing_metrics()
    {
        var visitor = Choice.NewVisitorId();
        await Scrape.OfAsync(client);
        await client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        await client.EraseAsync(visitor);
        await client.PostAsJsonAsync("/v1/sites/shop/shown", new { notice = 1, lang = "en", outcome = "shown" });
        await SendUntilRefusedAsync();

        var scrape = await Eventually.Async(() => Scrape.OfAsync(client), s => s.Sum("http_server_request_duration_seconds_count") > 0);
        var own = scrape.Families.Where(f => f.StartsWith("consenthub_", StringComparison.Ordinal)).ToList();
        var dashboard = JsonNode.Parse(await ReadAsync("deploy/grafana-dashboard.json"))!;
        var asked = dashboard["panels"]!.AsArray().SelectMany(p => p!["targets"]!.AsArray()).SelectMany(t => MetricName().Matches((string)t!["expr"]!)).Select(m => m.Value).ToHashSet();
        var documented = MetricName().Matches(await ReadAsync("docs/operating.md")).Select(m => m.Value).ToHashSet();

        Assert.Empty(asked.Except(scrape.Names));
        Assert.All(own, family => Assert.Contains(asked, name => name.StartsWith(family, StringComparison.Ordinal)));
        Assert.Equal(own.Order(), documented.Where(name => name.StartsWith("consenthub_", StringComparison.Ordinal)).Order());
        Assert.Empty(documented.Except(scrape.Families));
    }

    /// <summary>Uses up what the client may write in a minute, and returns how many choices were stored.</summary>
    private async Task<int> SendUntilRefusedAsync()
    {
        for (var stored = 0; ; stored++)
        {
            using var answer = await client.SendAsync(Choice.AcceptAll());
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return stored;

            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }
    }

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(TestSite.Folder)!, file));

    /// <summary>Names of metrics, but not of tags.</summary>
    [GeneratedRegex(@"\b(consenthub_(?!(action|source|outcome|reason|part|class)\b)|http_server_|kestrel_|dotnet_)[a-z_]+\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex MetricName();
}
