using System.Text.Json.Nodes;
using ConsentHub.Postgres.Database;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Npgsql;

namespace ConsentHub.Tests.Instances;

/// <summary>Hubs that reach their PostgreSQL only through a PgBouncer in transaction mode.</summary>
public sealed class BehindPgBouncerTests : IAsyncLifetime, IDisposable
{
    private const string Shop = "/v1/sites/shop";

    private readonly TestFolder[] folders = [new(), new()];
    private PostgresTestDatabase database = null!;
    private PgBouncer pooler = null!;

    public async Task InitializeAsync()
    {
        database = await PostgresTestDatabase.CreateEmptyAsync();
        pooler = await PgBouncer.StartAsync(database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await pooler.DisposeAsync();
        await database.DisposeAsync();
    }

    public void Dispose() => Array.ForEach(folders, f => f.Dispose());

    /// <summary>Waits after a 503 as a client does: hundreds that repeat at once would keep the hubs busy with refusals.</summary>
    private static async Task<int> StatusAsync(HttpClient client, JsonObject body)
    {
        using var response = await client.SendAsync(body);
        if ((int)response.StatusCode == 503)
            await Task.Delay(TimeSpan.FromSeconds(1));

        return (int)response.StatusCode;
    }

    [Fact]
    public async Task Two_hubs_that_share_its_connections_migrate_record_read_erase_export_and_prove()
    {
        var hubs = await Task.WhenAll(folders.Select(f => HubProcess.StartAsync(f, null, [.. Settings.Select(s => (s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value))])));
        await using var one = hubs[0];
        await using var two = hubs[1];
        using var first = one.NewClient();
        using var second = two.NewClient();
        folders[0].WriteSite(TestSite.Minimal("shop"));
        (await Cli.RunAsync(folders[0], ["site", "apply", Path.Combine(folders[0].Sites, "shop.json")], settings: Settings)).Ended(0);
        foreach (var client in new[] { first, second })
            await Eventually.Async(async () => (int)(await client.GetAsync(Shop + "/notice")).StatusCode, status => status == 200);

        var sent = Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? Choice.Body() : Choice.AcceptAll()).ToList();
        // Sent again with the same id if the pooler has no free connection for too long.
        await Task.WhenAll(sent.Select((body, i) => Eventually.Async(() => StatusAsync(i % 2 == 0 ? first : second, body), status => status is 201 or 200)));

        // All are sent at once, each to the hub that did not store it.
        var current = await Task.WhenAll(sent.Select((body, i) => Of(i % 2 == 0 ? second : first, HttpMethod.Get, Shop + "/consent", body).JsonAsync()));
        Assert.Equal(sent.Select(body => (string?)body["id"]), current.Select(answer => (string?)answer["id"]));
        await Task.WhenAll(sent.Take(20).Select(body => Of(second, HttpMethod.Delete, Shop + "/visitor", body).JsonAsync()));
        await Of(first, HttpMethod.Get, Shop + "/consent", sent[0]).RefusedAsync(404, "no_consent");
        await Of(first, HttpMethod.Get, $"{Shop}/consents/{(string?)sent[30]["id"]}/receipt", sent[30]).JsonAsync();

        first.DefaultRequestHeaders.Authorization = new("Bearer", Hub.AdminKey);
        var exported = (await first.GetStringAsync(Shop + "/records/export?format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(sent.Skip(20).Select(body => (string?)body["id"]).Order(), exported.Select(line => (string?)JsonNode.Parse(line)!["recordId"]).Order());
        (await Cli.RunAsync(folders[0], ["verify", "database"], settings: Settings)).Ended(0);

        await database.AssertSoundAsync(folders[0]);
        // No hub connected past the pooler: this one connection is the test's own.
        var connections = await database.AskAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()");
        Assert.InRange(connections, 2, PgBouncer.ServerConnections + 1);
        Assert.Equal((0, 0), (await one.StopAsync(), await two.StopAsync()));
    }

    [Fact]
    public async Task A_sqlite_database_is_copied_through_it()
    {
        var hub = await Hub.StartAsync(folder: folders[0]);
        var sent = Enumerable.Range(0, 50).Select(_ => Choice.Body()).ToList();
        await Task.WhenAll(sent.Select(body => hub.Client.SendAsync(body).JsonAsync(201)));
        await hub.StopAsync();

        (await Cli.RunAsync(folders[0], ["migrate", "--to", pooler.Through(database.ConnectionString)], settings: database.Settings[1])).Ended(0);

        Assert.Equal(sent.Select(body => (string)body["id"]!).Order(), (await database.IdsAsync()).Order());
        await database.AssertSoundAsync(folders[0]);
    }

    [Fact]
    public async Task A_reused_connection_sends_nothing_ahead_of_a_large_statement()
    {
        var large = new string('x', 256 * 1024);
        using var opened = PostgresDatabase.Open(pooler.Through(database.ConnectionString), TimeProvider.System);

        // Were a reset sent in the same packet as the start of a large statement, PgBouncer 1.18 would free the server connection between the two.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var round = 0; round < 100; round++)
            {
                await using var connection = await opened.Source.OpenConnectionAsync();
                await using var command = new NpgsqlCommand("SELECT length($1)", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = large } } };
                Assert.Equal(large.Length, await command.ExecuteScalarAsync());
            }
        }));
    }

    private (string Key, string Value)[] Settings => [("ConnectionStrings:Postgres", pooler.Through(database.ConnectionString)), database.Settings[1]];

    private static Task<HttpResponseMessage> Of(HttpClient client, HttpMethod method, string path, JsonObject choice) =>
        client.SendAsync(method, path, ("Visitor-Id", (string)choice["visitorId"]!));
}
