using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>The public calls on PostgreSQL, as far as the contract suite does not test them.</summary>
public sealed class OverPostgresTests : IAsyncLifetime
{
    private PostgresTestDatabase database = null!;
    private Hub hub = null!;

    public async Task InitializeAsync()
    {
        database = await PostgresTestDatabase.CreateAsync();
        hub = await Hub.StartAsync(settings: database.Settings);
    }

    public async Task DisposeAsync()
    {
        await hub.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_choice_is_stored_found_repeated_and_has_a_history()
    {
        var visitor = Choice.NewVisitorId();
        var body = Choice.Body(visitor);
        var stored = await hub.Client.SendAsync(body).JsonAsync(201);

        Assert.Equal((string?)stored["leafHash"], (string?)(await hub.Client.SendAsync(body).JsonAsync())["leafHash"]);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var current = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();
        Assert.Equal("accept_all", (string?)current["action"]);
        var history = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent/history", ("Visitor-Id", visitor)).JsonAsync();
        Assert.Equal(2, history["records"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_erased_visitor_is_gone_the_id_gets_410_and_the_statistics_stay()
    {
        var visitor = Choice.NewVisitorId();
        var body = Choice.AcceptAll(visitor);
        await hub.Client.SendAsync(body).JsonAsync(201);

        var statement = await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();

        Assert.Equal(1, (int)statement["records"]!);
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).RefusedAsync(404, "no_consent");
        Assert.Equal(HttpStatusCode.Gone, (await hub.Client.SendAsync(body)).StatusCode);
        using var analyst = hub.KeyedClient();
        var stats = await analyst.GetFromJsonAsync<JsonNode>("/v1/sites/shop/stats?interval=day");
        Assert.Contains("\"decided\":1", stats!.ToJsonString(), StringComparison.Ordinal);
        await database.AssertSoundAsync(hub.Folder);
    }

    [Fact]
    public async Task An_export_has_every_record_in_the_order_of_the_log()
    {
        foreach (var _ in Enumerable.Range(0, 300))
            await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);

        using var analyst = hub.KeyedClient();
        var lines = (await analyst.GetStringAsync("/v1/sites/shop/records/export?format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), lines.Select(l => (long)JsonNode.Parse(l)!["leafIndex"]!));
        var page = await analyst.GetFromJsonAsync<JsonNode>("/v1/sites/shop/records?limit=7");
        Assert.Equal(7, page!["records"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_receipt_verifies_against_the_published_key()
    {
        var visitor = Choice.NewVisitorId();
        var stored = await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);

        var receipt = await hub.Client.SendAsync(HttpMethod.Get, $"/v1/sites/shop/consents/{(string?)stored["id"]}/receipt", ("Visitor-Id", visitor)).JsonAsync();

        var (file, key) = (Path.Combine(hub.Folder.Root, "receipt.json"), Path.Combine(hub.Folder.Root, "key"));
        await File.WriteAllTextAsync(file, receipt.ToJsonString());
        await File.WriteAllTextAsync(key, await hub.Client.GetStringAsync("/ledger/shop/key"));
        (await Cli.RunAsync(hub.Folder, ["verify", "receipt", file, "--key", key])).Ended(0);
    }

    [Fact]
    public async Task A_site_file_applied_elsewhere_reaches_the_running_hub()
    {
        hub.Folder.WriteSite(TestSite.Minimal("shop") with { Name = "A second notice" });
        (await Cli.RunAsync(hub.Folder, ["site", "apply", Path.Combine(hub.Folder.Sites, "shop.json")], settings: database.Settings)).Ended(0);

        await Eventually.Async(async () => (int)(await hub.Client.GetFromJsonAsync<JsonNode>("/v1/sites/shop/notice"))!["version"]!, version => version == 2);
    }

    [Fact]
    public async Task A_changed_site_file_alone_publishes_nothing()
    {
        hub.Folder.WriteSite(TestSite.Minimal("blog"));
        hub.Folder.WriteSite(TestSite.Minimal("shop") with { Name = "A second notice" });
        (await Cli.RunAsync(hub.Folder, ["site", "apply", Path.Combine(hub.Folder.Sites, "blog.json")], settings: database.Settings)).Ended(0);

        await Eventually.Async(async () => (await hub.Client.GetAsync("/v1/sites/blog/notice")).StatusCode, status => status == HttpStatusCode.OK);
        Assert.Equal(1, (int)(await hub.Client.GetFromJsonAsync<JsonNode>("/v1/sites/shop/notice"))!["version"]!);
    }

    [Fact]
    public async Task Without_prepared_statements_as_a_pooler_requires_everything_works()
    {
        using var folder = new TestFolder();
        var hub = await Hub.StartAsync(folder: folder, settings: [database.Settings[1], ("ConnectionStrings:Postgres", database.ConnectionString + ";Max Auto Prepare=0")]);
        var visitors = Enumerable.Range(0, 20).Select(_ => Choice.NewVisitorId()).ToList();

        await Task.WhenAll(visitors.Select(v => hub.Client.SendAsync(Choice.Body(v)).JsonAsync(201)));

        foreach (var visitor in visitors)
            await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();

        await hub.StopAsync();
    }

    [Fact]
    public async Task The_readiness_check_writes_and_reports_success()
    {
        using var answer = await hub.Client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, await database.AskAsync<long>("SELECT count(*) FROM health"));
    }
}
