using System.Globalization;
using System.Text.Json.Nodes;
using ConsentHub.Duties;
using ConsentHub.Formats;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Promises;

/// <summary>What the five policies promise about data that other systems hold, once the site file names the system.</summary>
public sealed class ConnectedSystemTests
{
    private const string System = "backend";

    private readonly TestClock clock = new();

    [Theory]
    [InlineData("mayday", "account_data", "account_closed", 1)]
    [InlineData("crmsoftware", "account_data", "account_closed", 1)]
    [InlineData("crmsoftware", "deleted_account_data", "deletion_request", 30)]
    [InlineData("crmsoftware", "support_data", "case_closed", 730)]
    [InlineData("sipis", "push_data", "service_ended", 6)]
    [InlineData("callgenie", "account_data", "account_closed", 1)]
    [Promise("0.8", "1.11", "1.12", "1.15", "2.2", "3.5")]
    public async Task An_event_gives_the_system_a_duty_that_it_does_in_time_and_a_sealed_statement(string site, string dataClass, string kind, int days)
    {
        await using var hub = await StartAsync(site, dataClass);
        using var backend = await hub.ConnectorAsync(System);
        await backend.SendLinesAsync(ConnectedShop.Event("e1", kind, at: Rfc3339.Of(clock.GetUtcNow())).ToJsonString(), site).JsonAsync();
        var due = clock.GetUtcNow().AddDays(days);

        clock.Set(due);
        var duty = Assert.Single(await backend.DutiesAsync("", site))!;
        Assert.Equal((dataClass, kind, ConnectedShop.Subject, Rfc3339.Of(due)), ((string?)duty["class"], (string?)duty["after"], (string?)duty["subject"], (string?)duty["due"]));
        var said = await backend.AcknowledgeAsync(duty, site: site).JsonAsync();

        Assert.Equal(("kept", dataClass, System, site), ((string?)said["outcome"], (string?)said["record"]!["class"], (string?)said["record"]!["by"], (string?)said["record"]!["site"]));
        Assert.Equal(1, await SizeAsync(hub, site));
        Assert.Empty(await backend.DutiesAsync("", site));
    }

    [Theory]
    [InlineData("mayday", "call_history", 365)]
    [InlineData("mayday", "analytics_data", 730)]
    [InlineData("crmsoftware", "account_data_limit", 1095)]
    [Promise("0.9", "0.10", "1.11")]
    public async Task Each_day_the_system_deletes_what_is_older_than_the_period(string site, string dataClass, int days)
    {
        await using var hub = await StartAsync(site, dataClass);
        using var backend = await hub.ConnectorAsync(System);
        for (var day = new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero); day.Day < 6; day = day.AddDays(1))
        {
            await hub.Services.GetRequiredService<DutyRun>().RunTurnAsync(CancellationToken.None);

            var duty = Assert.Single(await backend.DutiesAsync("", site))!;
            Assert.Equal((Rfc3339.Of(day.AddDays(-days)), Rfc3339.Of(day), null), ((string?)duty["begins"], (string?)duty["due"], (string?)duty["subject"]));
            Assert.Equal("kept", (string?)(await backend.AcknowledgeAsync(duty, new JsonObject { ["outcome"] = "done", ["count"] = 40 }, site).JsonAsync())["outcome"]);
            clock.Advance(TimeSpan.FromDays(1));
        }
    }

    [Fact, Promise("1.14")]
    public async Task A_visitor_who_refuses_marketing_gives_the_system_thirty_days_to_remove_the_data()
    {
        await using var hub = await StartAsync("crmsoftware", "marketing_data", "marketing");
        using var backend = await hub.ConnectorAsync(System);
        var visitor = new SiteVisitor(hub, "crmsoftware");
        await visitor.SaveAsync(["analytics", "marketing"]);
        clock.Advance(TimeSpan.FromHours(1));
        await visitor.SaveAsync(["marketing"]);
        Assert.Empty(await backend.DutiesAsync("dueBefore=2999-01-01", "crmsoftware"));
        clock.Advance(TimeSpan.FromHours(1));

        var refused = await visitor.RefuseAsync();

        var duty = Assert.Single(await backend.DutiesAsync("dueBefore=2999-01-01", "crmsoftware"))!;
        Assert.Equal(((string?)refused["visitor"], Rfc3339.Of(clock.GetUtcNow().AddDays(30))), ((string?)duty["subject"], (string?)duty["due"]));
        clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal("kept", (string?)(await backend.AcknowledgeAsync(duty, site: "crmsoftware").JsonAsync())["outcome"]);
    }

    [Fact, Promise("2.8")]
    public async Task After_the_end_of_a_contract_data_is_deleted_or_the_law_that_requires_it_is_in_the_statement()
    {
        await using var hub = await StartAsync("sipis", "customer_data");
        using var backend = await hub.ConnectorAsync(System);
        foreach (var (id, subject) in new[] { ("e1", "hmac-customer-0001"), ("e2", "hmac-customer-0002") })
            await backend.SendLinesAsync(ConnectedShop.Event(id, subject: subject, at: Rfc3339.Of(clock.GetUtcNow())).ToJsonString(), "sipis").JsonAsync();
        var duties = await backend.DutiesAsync("", "sipis");

        var deleted = await backend.AcknowledgeAsync(duties[0]!, site: "sipis").JsonAsync();
        var kept = await backend.AcknowledgeAsync(duties[1]!, new JsonObject { ["outcome"] = "refused", ["reason"] = "invoices, ten years by tax law" }, "sipis").JsonAsync();

        Assert.Equal(("kept", 0), ((string?)deleted["outcome"], (int)deleted["leafIndex"]!));
        Assert.Equal(("refused", "invoices, ten years by tax law", 1), ((string?)kept["outcome"], (string?)kept["record"]!["reason"], (int)kept["leafIndex"]!));
    }

    [Fact, Promise("3.6")]
    public async Task An_account_is_inactive_from_its_last_activity_and_its_data_is_due_365_days_later()
    {
        await using var hub = await StartAsync("callgenie", "inactive_account_data");
        using var backend = await hub.ConnectorAsync(System);
        foreach (var day in new[] { "2026-01-01", "2026-02-01", "2026-01-15" })
            await backend.SendLinesAsync(ConnectedShop.Event(day, "last_activity", at: day).ToJsonString(), "callgenie").JsonAsync();

        var duty = Assert.Single(await backend.DutiesAsync("dueBefore=2999-01-01", "callgenie"))!;

        Assert.Equal("2027-02-01T00:00:00.000Z", (string?)duty["due"]);
        clock.Set(new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal("kept", (string?)(await backend.AcknowledgeAsync(duty, site: "callgenie").JsonAsync())["outcome"]);
    }

    /// <summary>A hub with a shipped site whose file names the system for one class.</summary>
    private Task<Hub> StartAsync(string key, string dataClass, string? category = null)
    {
        var site = ShippedSite.Read(key);
        return Hub.StartAsync([site with { Retention = [.. site.Retention.Select(r => r.Id == dataClass ? r with { HeldBy = System, Category = category } : r)] }], clock: clock);
    }

    /// <summary>The size of a site's log by its signed checkpoint.</summary>
    private static async Task<long> SizeAsync(Hub hub, string site) => long.Parse((await hub.Client.GetStringAsync($"/ledger/{site}/checkpoint")).Split('\n')[1], CultureInfo.InvariantCulture);
}
