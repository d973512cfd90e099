using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>A hub whose PostgreSQL stops, hangs or returns; each test has a server of its own, which syncs.</summary>
public sealed class PostgresAwayTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder folder = new();
    private PostgresServer server = null!;
    private PostgresTestDatabase database = null!;
    private HubProcess hub = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        server = await PostgresServer.StartAsync(syncs: true);
        database = await PostgresTestDatabase.CreateEmptyAsync(server);
        await database.ApplyAsync(folder, "shop");
        hub = await HubProcess.StartAsync(folder, null, database.Environment);
        client = hub.NewClient();
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await hub.DisposeAsync();
        await server.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task While_it_is_stopped_writes_are_refused_and_afterwards_everything_continues_by_itself()
    {
        var before = Choice.Body();
        await client.SendAsync(before).JsonAsync(201);
        await server.StopAsync();

        var choices = Enumerable.Range(0, 5).Select(_ => Choice.Body()).ToList();
        foreach (var choice in choices)
            await client.SendAsync(choice).RefusedAsync(503, "store_unavailable");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/sites/shop/notice")).StatusCode);
        await server.StartAgainAsync();

        foreach (var choice in choices)
            await StoredAsync(choice);

        Assert.Equal(choices.Append(before).Select(c => (string)c["id"]!).Order(), (await database.IdsAsync()).Order());
        Assert.Single(hub.Output.Split('\n'), line => line.Contains("Writes are not stored", StringComparison.Ordinal));
        await database.AssertSoundAsync(folder);
    }

    [Fact]
    public async Task While_it_hangs_writes_and_reads_are_refused_and_afterwards_everything_continues_by_itself()
    {
        var visitor = Choice.NewVisitorId();
        await client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        server.Pause();

        var choices = Enumerable.Range(0, 5).Select(_ => Choice.Body()).ToList();
        var refused = choices.Select(choice => client.SendAsync(choice).RefusedAsync(503, "store_unavailable")).ToList();
        await client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).RefusedAsync(503, "store_unavailable");
        await Task.WhenAll(refused);
        server.Resume();

        foreach (var choice in choices)
            await StoredAsync(choice);

        await client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();
        Assert.Equal(6, (await database.IdsAsync()).Count);
        await database.AssertSoundAsync(folder);
    }

    [Fact]
    public async Task Killed_under_load_it_restarts_with_everything_that_was_acknowledged()
    {
        using var enough = new CancellationTokenSource();
        var load = new ChoiceLoad();
        var running = load.RunAsync(client, 8, ["shop"], enough.Token);
        await load.ReachedAsync(200);

        await server.CrashAsync();
        await server.StartAgainAsync();
        await load.ReachedAsync(load.Acknowledged.Count + 100);
        await enough.CancelAsync();
        await running;

        // A refused choice may be stored or not; after a retry it is stored once.
        foreach (var choice in load.Refused)
            await StoredAsync(choice.Body);

        Assert.Equal(load.Acknowledged.Concat(load.Refused).Select(c => c.Id).Order(), (await database.IdsAsync()).Order());
        await database.AssertSoundAsync(folder);
    }

    [Fact]
    public async Task An_instance_that_hangs_in_the_middle_of_its_work_does_not_stop_the_other()
    {
        using var folder2 = new TestFolder();
        await using var other = await HubProcess.StartAsync(folder2, null, database.Environment);
        using var second = other.NewClient();
        using var enough = new CancellationTokenSource();
        var (hanging, going) = (new ChoiceLoad(), new ChoiceLoad());
        var running = Task.WhenAll(hanging.RunAsync(client, 8, ["shop"], enough.Token), going.RunAsync(second, 8, ["shop"], enough.Token));
        for (var pause = 0; pause < 3; pause++)
        {
            await hanging.ReachedAsync(hanging.Acknowledged.Count + 50);
            hub.Pause();
            // The database releases whatever the instance holds after a time-out.
            await going.ReachedAsync(going.Acknowledged.Count + 100);
            hub.Resume();
        }

        await hanging.ReachedAsync(hanging.Acknowledged.Count + 50);
        await enough.CancelAsync();
        await running;

        foreach (var choice in hanging.Refused.Concat(going.Refused))
            await StoredAsync(choice.Body);

        var known = new[] { hanging, going }.SelectMany(l => l.Acknowledged.Concat(l.Refused)).Select(c => c.Id).Order();
        Assert.Equal(known, (await database.IdsAsync()).Order());
        await database.AssertSoundAsync(folder);
    }

    /// <summary>Sends a choice again and again, as the banner does, until it is stored.</summary>
    private Task<HttpStatusCode> StoredAsync(JsonObject choice) => Eventually.Async(
        async () => (await client.SendAsync(choice)).StatusCode, status => status is HttpStatusCode.Created or HttpStatusCode.OK);
}
