using System.Text.Json.Nodes;
using ConsentHub.Duties;
using ConsentHub.Promises;
using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using ConsentHub.Tests.Telemetry;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConsentHub.Tests.Connectors;

/// <summary>The turns that the hub takes every minute: what recurs, what is overdue, and what it says about that.</summary>
public sealed class DutyRunTests : IDisposable
{
    private readonly TestClock clock = new();
    private readonly LogLines log = new();

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task Overdue_duties_are_in_health_and_log_and_leave_the_hub_ready()
    {
        await using var hub = await StartAsync();
        using var crm = await hub.ConnectorAsync();
        const string closed = "2026-03-01T10:00:00Z";
        await crm.SendEventsAsync(
            ConnectedShop.Event("e1", dataClass: "profile", at: closed), ConnectedShop.Event("e2", dataClass: "profile", subject: "hmac-7f3a_0000002", at: closed)).JsonAsync();
        await TurnAsync(hub);
        Assert.Null((await ReadyAsync(hub))["duties"]);

        clock.Set(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        await TurnAsync(hub);
        await TurnAsync(hub);

        var ready = await ReadyAsync(hub);
        Assert.Equal(("ready", "2 duties of other systems are overdue. ConsentHub promises duties shows whose."), ((string?)ready["status"], (string?)ready["duties"]));
        var run = hub.Services.GetRequiredService<DutyRun>();
        Assert.Equal((4, 2, TimeSpan.FromHours(2)), (run.Counts.Open, run.Counts.Overdue, run.Delay));

        foreach (var duty in await crm.DutiesAsync())
            await crm.AcknowledgeAsync(duty!).JsonAsync();
        await TurnAsync(hub);
        Assert.Null((await ReadyAsync(hub))["duties"]);
        Assert.Equal(
            [(57, "Duties of other systems are overdue: 2. ConsentHub promises duties shows whose."), (58, "No duty of another system is overdue any more.")],
            log.Of<DutyRun>());
    }

    [Fact]
    public async Task A_hub_that_starts_counts_overdue_duties_at_once_and_its_metrics_name_no_site_or_system()
    {
        using var folder = new TestFolder();
        var before = await Hub.StartAsync([ConnectedShop.Site], folder);
        using (var crm = await before.ConnectorAsync())
            await crm.SendEventsAsync(ConnectedShop.Event("e1", dataClass: "profile")).JsonAsync();
        await before.StopAsync();

        await using var hub = await HubProcess.StartAsync(folder);
        using var client = hub.NewClient();
        var scrape = await Eventually.Async(() => Scrape.OfAsync(client), s => s.Sum("consenthub_duties_open") > 0);

        Assert.Equal((1, 0), (scrape.Sum("consenthub_duties_overdue"), scrape.Sum("consenthub_fault", ("consenthub_part", "duties"))));
        Assert.True(scrape.Sum("consenthub_duties_delay_seconds") > TimeSpan.FromDays(1).TotalSeconds);
        Assert.DoesNotContain("shop", scrape.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("profile", scrape.Text, StringComparison.Ordinal);
        await hub.StopAsync();
        Assert.Contains("Duties of other systems are overdue: 1.", hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_fails_does_not_stop_the_others_and_is_logged_once()
    {
        await using var hub = await StartAsync();
        using var admin = hub.KeyedClient();
        await TurnAsync(hub);
        using var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter();
        await other.ExecuteAsync("DELETE FROM duty; DELETE FROM duty_recurring");
        await other.ExecuteAsync($"CREATE TRIGGER broken BEFORE INSERT ON duty WHEN NEW.site = {hub.Site("blog").Number} BEGIN SELECT RAISE(ABORT, 'broken'); END");

        await TurnAsync(hub);
        await TurnAsync(hub);

        Assert.Empty(await admin.DutiesAsync(site: "blog"));
        Assert.Single(await admin.DutiesAsync(site: "shop"));
        var ready = await ReadyAsync(hub);
        Assert.Equal(("degraded", "The duties of other systems could not be brought up to date. The log has the reason."), ((string?)ready["status"], (string?)ready["duties"]));
        Assert.Equal(59, Assert.Single(log.Of<DutyRun>()).Event);

        await other.ExecuteAsync("DROP TRIGGER broken");
        await TurnAsync(hub);
        Assert.Single(await admin.DutiesAsync(site: "blog"));
        Assert.Equal("ready", (string?)(await ReadyAsync(hub))["status"]);
    }

    [Fact]
    public async Task A_clock_that_leapt_hands_out_no_duty_until_somebody_says_that_it_is_right()
    {
        await using var hub = await StartAsync();
        using var collector = await hub.ConnectorAsync("collector");
        await TurnAsync(hub);
        await collector.AcknowledgeAsync(Assert.Single(await collector.DutiesAsync())!).JsonAsync();

        clock.Advance(TimeSpan.FromDays(36));
        await TurnAsync(hub);
        Assert.Empty(await collector.DutiesAsync());
        Assert.Contains("more than 35 days after the last run", Assert.Single(log.Of<DutyRun>(), l => l.Event == 59).Text, StringComparison.Ordinal);

        await hub.Services.GetRequiredService<IRetentionStore>().SetClockAsync(clock.GetUtcNow());
        await TurnAsync(hub);
        Assert.Single(await collector.DutiesAsync());
    }

    [Fact]
    public async Task A_hub_without_connected_systems_counts_nothing_and_leaves_the_clock_alone()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop")], clock: clock);

        await TurnAsync(hub);

        Assert.Equal(0, hub.Services.GetRequiredService<DutyRun>().Counts.Open);
        using var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter();
        Assert.Equal(0, await other.ExecuteScalarAsync<long>("SELECT count(*) FROM engine_clock"));
    }

    [Fact]
    public async Task A_site_that_no_longer_names_a_system_keeps_its_open_duties_and_forgets_events_in_time()
    {
        await using var hub = await StartAsync();
        using var crm = await hub.ConnectorAsync();
        await crm.SendEventsAsync(ConnectedShop.Event("e1", dataClass: "profile")).JsonAsync();
        await hub.PublishAsync(ConnectedShop.Site with { Retention = [] }, version: 2);
        for (var month = 0; month < 3; month++)
        {
            clock.Advance(TimeSpan.FromDays(31));
            await TurnAsync(hub);
        }

        Assert.Equal(["profile"], await crm.ClassesAsync());
        using var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter();
        Assert.Equal(0, await other.ExecuteScalarAsync<long>("SELECT count(*) FROM subject_event"));
    }

    /// <summary>A hub with two sites, each with a duty that recurs.</summary>
    private async Task<Hub> StartAsync()
    {
        var hub = await Hub.StartAsync([ConnectedShop.Site, ConnectedShop.Site with { Key = "blog", Retention = [ConnectedShop.Site.Retention.Single(r => r.Id == "logs")] }], clock: clock);
        hub.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        return hub;
    }

    private static Task TurnAsync(Hub hub) => hub.Services.GetRequiredService<DutyRun>().RunTurnAsync(CancellationToken.None);

    private static Task<JsonNode> ReadyAsync(Hub hub) => hub.Client.GetAsync("/health/ready").JsonAsync();
}
