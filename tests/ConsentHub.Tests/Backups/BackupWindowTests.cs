using ConsentHub.Erasures;
using ConsentHub.Formats;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Backups;

/// <summary>How long backups are kept: the shortest period among the setting and the sites' promises.</summary>
public sealed class BackupWindowTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null, null, "P30D")]
    [InlineData(null, "P7D", "P7D")]
    [InlineData(null, "P1Y", "P30D")]
    [InlineData("7", "P30D", "P7D")]
    [InlineData("60", null, "P60D")]
    [InlineData("60", "P2M", "P60D")]
    public async Task Statements_and_the_deletion_of_backups_follow_the_strictest_of_setting_and_sites(string? setting, string? promise, string window)
    {
        var clock = new TestClock();
        folder.WriteSite(Site("shop", null));
        folder.WriteSite(Site("blog", promise));
        var backups = Directory.CreateDirectory(Path.Combine(folder.Data, "backups")).FullName;
        string Name(TimeSpan age) => Path.Combine(backups, $"consenthub-{(clock.GetUtcNow() - age).UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}.db");
        var span = Period.Parse(window).Span;
        await File.WriteAllTextAsync(Name(span), "x");
        await File.WriteAllTextAsync(Name(span - TimeSpan.FromMinutes(2)), "x");

        await using var hub = await Hub.StartAsync(folder: folder, clock: clock, settings: setting is null ? [] : [("ConsentHub:BackupDays", setting)]);

        await Eventually.Async(
            () => Task.FromResult(Directory.EnumerateFiles(backups).ToList()), files => files.SequenceEqual([Name(span - TimeSpan.FromMinutes(2))]));
        var statement = await EraseAsync(hub);
        Assert.Equal((window, Rfc3339.Of(clock.GetUtcNow() + span)), ((string?)statement["backups"], (string?)statement["backupsKeptUntil"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_setting_laxer_than_a_site_promises_stops_the_start_and_names_both(bool published)
    {
        if (published)
        {
            await using var earlier = await HubProcess.StartAsync(Promising());
            await earlier.StopAsync();
            File.Delete(Path.Combine(folder.Sites, "shop.json"));
        }

        var (code, output) = await HubProcess.RefusedAsync(Promising(), null, ("ConsentHub__BackupDays", "60"));

        Assert.Equal(3, code);
        Assert.Contains("ConsentHub: The setting ConsentHub__BackupDays is 60 days, and site shop promises that nothing erased is left in backups after P30D", output, StringComparison.Ordinal);

        TestFolder Promising()
        {
            if (!published || !Directory.Exists(folder.Data))
                folder.WriteSite(Site("shop", "P30D"));
            return folder;
        }
    }

    [Fact]
    public async Task On_PostgreSQL_too()
    {
        await using var database = await PostgresTestDatabase.CreateAsync();
        folder.WriteSite(Site("shop", "P30D"));
        var hub = await Hub.StartAsync(folder: folder, settings: database.Settings);
        Assert.Equal("P30D", (string?)(await EraseAsync(hub))["backups"]);
        await hub.StopAsync();

        var refused = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: folder, settings: [.. database.Settings, ("ConsentHub:BackupDays", "31")]));

        Assert.Contains("site shop promises", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stricter_promise_that_is_published_while_the_hub_runs_applies_at_once()
    {
        folder.WriteSite(Site("shop", null));
        await using var hub = await Hub.StartAsync(folder: folder, settings: ("ConsentHub:BackupDays", "20"));
        Assert.Null(hub.Services.GetRequiredService<BackupWindow>().Conflict);

        folder.WriteSite(Site("shop", "P5D"));

        await Eventually.Async(() => Task.FromResult(hub.Services.GetRequiredService<BackupWindow>().Now.ToString()), window => window == "P5D");
        Assert.Equal("P5D", (string?)(await EraseAsync(hub))["backups"]);
        Assert.Contains("Set it to 5 or less", hub.Services.GetRequiredService<BackupWindow>().Conflict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PT12H", null, "retention[0].period", "must be at least P1D")]
    [InlineData(null, "account_active", "retention[0]", "must have a period of at least P1D")]
    public void A_promise_about_backups_that_the_hub_could_not_keep_is_refused(string? period, string? state, string path, string message)
    {
        var site = TestSite.Minimal("shop") with { Retention = [new RetentionClass { Id = "backups", Name = TestSite.Text("Backups", "Sicherungen"), Period = period, While = state }] };

        var error = Assert.Single(SiteFileReader.Read(System.Text.Encoding.UTF8.GetBytes(TestSite.Json(site))).Errors);

        Assert.Equal(path, error.Path);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    private static SiteFile Site(string key, string? promise) => promise is null ? TestSite.Minimal(key) : TestSite.Minimal(key) with
    {
        Retention = [new RetentionClass { Id = "backups", Name = TestSite.Text("Backups", "Sicherungen"), Period = promise }],
    };

    private static async Task<System.Text.Json.Nodes.JsonObject> EraseAsync(Hub hub)
    {
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        return (await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync())["statement"]!["erasure"]!.AsObject();
    }
}
