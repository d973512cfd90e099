using System.Net;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Proof;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>A PostgreSQL database that its own tools replaced with an older copy: <c>restore --database-replaced</c>.</summary>
public sealed class ReplacedDatabaseTests : IAsyncLifetime
{
    private PostgresTestDatabase database = null!;
    private (string Key, string Value)[] settings = [];

    public async Task InitializeAsync()
    {
        database = await PostgresTestDatabase.CreateAsync();
        settings = [.. database.Settings, ("ConsentHub:PublicUrl", "https://hub.example")];
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Logs_with_entries_empty_logs_and_logs_of_later_sites_get_a_new_name()
    {
        using var folder = new TestFolder();
        var hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("news")], folder, null, settings);
        Assert.Equal("hub.example/ledger/shop", await NameAsync(hub, "shop"));
        await hub.StopAsync();

        var told = (await Cli.RunAsync(folder, ["restore", "--database-replaced"], settings: settings)).Ended(0);

        Assert.Contains("/r1", told.Output, StringComparison.Ordinal);
        hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("news"), TestSite.Minimal("blog")], folder, null, settings);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Client.GetAsync("/ledger/news/checkpoint")).StatusCode);
        foreach (var site in (string[])["shop", "news", "blog"])
            Assert.Equal($"hub.example/ledger/{site}/r1", await NameAsync(hub, site));
        await hub.StopAsync();
        (await Cli.RunAsync(folder, ["verify", "database"], settings: settings)).Ended(0);
    }

    private static async Task<string> NameAsync(Hub hub, string site)
    {
        await hub.Client.SendAsync(Choice.Body(), site).JsonAsync(201);
        return (await new PublishedLog(hub.Client, site).CheckpointAsync()).Origin;
    }
}
