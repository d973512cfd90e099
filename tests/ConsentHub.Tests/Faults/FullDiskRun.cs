using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Instances;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>A hub under load on a PostgreSQL whose disk fills up, and what must hold during and after that.</summary>
internal sealed class FullDiskRun : IAsyncDisposable
{
    private readonly PostgresTestDatabase database;
    private readonly TestFolder folder;
    private readonly HubProcess hub;
    private readonly HttpClient client;
    private readonly CancellationTokenSource enough = new();
    private readonly Task running;
    private readonly List<SentChoice> fitted = [];

    private FullDiskRun(PostgresTestDatabase database, TestFolder folder, HubProcess hub)
    {
        this.database = database;
        this.folder = folder;
        this.hub = hub;
        client = hub.NewClient();
        running = Load.RunAsync(client, senders: 4, ["shop"], enough.Token);
    }

    public ChoiceLoad Load { get; } = new();

    public static async Task<FullDiskRun> StartAsync(PostgresServer server, TestFolder folder)
    {
        var database = await PostgresTestDatabase.CreateEmptyAsync(server);
        await database.ApplyAsync(folder, "shop");
        return new FullDiskRun(database, folder, await HubProcess.StartAsync(folder, null, database.Environment));
    }

    /// <summary>Fills the disk under load until the hub refuses choices and reports that it is not ready, then ends the load.</summary>
    public async Task FillAsync(SmallFolder disk)
    {
        await Load.ReachedAsync(200);
        await Eventually.Async(
            async () =>
            {
                await disk.FillAsync();
                return (Status: await ReadyAsync(), Load.Refused.Count);
            },
            seen => seen is { Status: HttpStatusCode.ServiceUnavailable, Count: > 0 });
        await enough.CancelAsync();
        await running;
    }

    /// <summary>A choice is refused as <c>docs/problems.md</c> says, and the log has the reason.</summary>
    public async Task AssertRefusesAsync(string reason)
    {
        using var answer = await RefusedAsync();
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((503, "store_unavailable", "5"), ((int)answer.StatusCode, (string?)problem["code"], answer.Headers.RetryAfter?.ToString()));
        Assert.Contains(hub.Output.Split('\n'), line => line.Contains("Writes are not stored", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled exception", hub.Output, StringComparison.Ordinal);
    }

    /// <summary>A partly filled page may have room for some more choices.</summary>
    private async Task<HttpResponseMessage> RefusedAsync()
    {
        for (var tries = 0; ; tries++)
        {
            var choice = new SentChoice("shop", Choice.Body());
            var answer = await client.SendAsync(choice.Body);
            if (!answer.IsSuccessStatusCode)
                return answer;

            Assert.InRange(tries, 0, 1000);
            answer.Dispose();
            fitted.Add(choice);
        }
    }

    public Task<HttpResponseMessage> FindAsync(SentChoice choice) =>
        client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", choice.VisitorId));

    /// <summary>The hub becomes ready again by itself, stores what it refused before, and has everything once that it ever acknowledged.</summary>
    public async Task AssertRecoversAsync()
    {
        await Eventually.Async(ReadyAsync, status => status == HttpStatusCode.OK);
        foreach (var choice in Load.Refused)
            Assert.True((await client.SendAsync(choice.Body)).IsSuccessStatusCode);

        Assert.Empty(Load.Doubtful);
        Assert.Equal(Load.Acknowledged.Concat(fitted).Concat(Load.Refused).Select(c => c.Id).Order(), (await database.IdsAsync()).Order());
        await database.AssertSoundAsync(folder);
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await hub.DisposeAsync();
        await running;
        client.Dispose();
        enough.Dispose();
    }

    private async Task<HttpStatusCode> ReadyAsync()
    {
        using var ready = await client.GetAsync("/health/ready");
        return ready.StatusCode;
    }
}
