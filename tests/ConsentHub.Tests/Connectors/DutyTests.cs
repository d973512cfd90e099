using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.Duties;
using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Connectors;

/// <summary>Duties over HTTP: <c>GET /v1/sites/{site}/duties</c> and <c>POST /v1/sites/{site}/duties/{id}/ack</c>.</summary>
public sealed class DutyTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private Hub hub = null!;
    private HttpClient crm = null!;
    private HttpClient admin = null!;

    public async Task InitializeAsync()
    {
        hub = await ConnectedShop.StartAsync(clock);
        crm = await hub.ConnectorAsync();
        admin = hub.KeyedClient();
    }

    public async Task DisposeAsync()
    {
        crm.Dispose();
        admin.Dispose();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_duty_says_what_has_to_be_done_for_whom_and_by_when()
    {
        await crm.SendEventsAsync(ConnectedShop.Event("e1", dataClass: "call_history")).JsonAsync();

        var duty = Assert.Single(await crm.DutiesAsync())!.AsObject();

        Assert.True(Guid.TryParse((string?)duty["id"], out _));
        duty.Remove("id");
        Assert.Equal(
            $$"""{"class":"call_history","system":"crm","after":"account_closed","subject":"{{ConnectedShop.Subject}}","begins":"2026-03-01T08:00:00.000Z","due":"2026-03-31T08:00:00.000Z","overdue":false}""",
            duty.ToJsonString());
        clock.Set(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));
        Assert.False((bool)Assert.Single(await crm.DutiesAsync())!["overdue"]!);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((bool)Assert.Single(await crm.DutiesAsync())!["overdue"]!);
    }

    [Fact]
    public async Task A_class_without_an_event_gives_one_duty_a_day_for_what_was_collected_before()
    {
        await hub.Services.GetRequiredService<DutyRun>().RunTurnAsync(CancellationToken.None);
        using var collector = await hub.ConnectorAsync("collector");

        var duty = Assert.Single(await collector.DutiesAsync())!;

        Assert.Equal(("logs", null, null, "2026-02-01T00:00:00.000Z", "2026-03-03T00:00:00.000Z"),
            ((string?)duty["class"], (string?)duty["after"], (string?)duty["subject"], (string?)duty["begins"], (string?)duty["due"]));
        var said = await collector.AcknowledgeAsync(duty, new JsonObject { ["outcome"] = "done", ["count"] = 12345 }).JsonAsync();
        Assert.Null(said["record"]!["after"]);
        await hub.Services.GetRequiredService<DutyRun>().RunTurnAsync(CancellationToken.None);
        Assert.Empty(await collector.DutiesAsync());
        clock.Advance(TimeSpan.FromDays(1));
        await hub.Services.GetRequiredService<DutyRun>().RunTurnAsync(CancellationToken.None);
        Assert.Equal("2026-03-04T00:00:00.000Z", (string?)Assert.Single(await collector.DutiesAsync())!["due"]);
    }

    [Fact]
    public async Task A_connector_sees_the_duties_of_its_system_and_an_administrator_all()
    {
        await crm.SendEventsAsync(ConnectedShop.Event("e1", dataClass: "profile"), ConnectedShop.Event("e2", "withdrawal")).JsonAsync();
        using var mailer = await hub.ConnectorAsync("mailer");

        Assert.Equal(["profile"], await crm.ClassesAsync());
        Assert.Equal(["profile"], await crm.ClassesAsync("dueBefore=2999-01-01&system=crm"));
        Assert.Equal(["mailings"], await mailer.ClassesAsync());
        Assert.Equal(["mailings", "profile"], (await admin.ClassesAsync()).Where(c => c != "logs").Order());
        Assert.Equal(["profile"], await admin.ClassesAsync("dueBefore=2999-01-01&system=crm"));
        await crm.GetAsync("/v1/sites/shop/duties?system=mailer").RefusedAsync(400, "invalid_query", "system");
    }

    [Fact]
    public async Task Without_dueBefore_the_next_seven_days_are_listed()
    {
        await crm.SendEventsAsync(
            ConnectedShop.Event("e1", "last_activity", subject: "hmac-within-a-week", at: "2026-03-02T09:30:00Z"), ConnectedShop.Event("e2", dataClass: "call_history")).JsonAsync();

        Assert.Equal(["drafts"], await crm.ClassesAsync(""));
        Assert.Empty(await crm.ClassesAsync("dueBefore=2026-03-05T09:30:00Z"));
        Assert.Equal(["drafts"], await crm.ClassesAsync("dueBefore=2026-03-05T09:30:00.001Z"));
    }

    [Fact]
    public async Task Pages_have_each_duty_once()
    {
        await crm.SendEventsAsync([.. Enumerable.Range(0, 7).Select(i => ConnectedShop.Event($"e{i}", dataClass: "profile", subject: $"hmac-of-account-{i}"))]).JsonAsync();
        var (subjects, next) = (new List<string>(), "");

        do
        {
            var page = await crm.GetAsync($"/v1/sites/shop/duties?limit=3{next}").JsonAsync();
            subjects.AddRange(page["duties"]!.AsArray().Select(d => (string)d!["subject"]!));
            next = page["next"] is { } after ? $"&after={(string)after!}" : null;
        }
        while (next is not null);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"hmac-of-account-{i}"), subjects.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("dueBefore=soon", "dueBefore")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("after=v1.1", "after")]
    [InlineData("after=v1.99999999999999999.0192f1d2a4b07c3d8e9f0a1b2c3d4e5f", "after")]
    [InlineData("after=v2.1.0192f1d2a4b07c3d8e9f0a1b2c3d4e5f", "after")]
    [InlineData("system=CRM", "system")]
    [InlineData("colour=red", "colour")]
    public async Task A_wrong_query_is_refused(string query, string field) => await admin.GetAsync($"/v1/sites/shop/duties?{query}").RefusedAsync(400, "invalid_query", field);

    [Fact]
    public async Task What_is_done_in_time_is_kept_and_a_repeat_returns_the_same_statement()
    {
        var duty = await DutyAsync();

        var sealed1 = await crm.AcknowledgeAsync(duty, new JsonObject { ["outcome"] = "done", ["count"] = 3, ["evidence"] = "job 4711" }).JsonAsync();
        clock.Advance(TimeSpan.FromDays(60));
        var again = await crm.AcknowledgeAsync(duty, Refusal("changed our mind")).JsonAsync();

        Assert.Equal(((string?)duty["id"], "kept", 0), ((string?)sealed1["id"], (string?)sealed1["outcome"], (int)sealed1["leafIndex"]!));
        Assert.Equal(
            """{"after":"account_closed","at":"2026-03-02T09:30:00.000Z","begins":"2026-03-01T08:00:00.000Z","by":"crm","class":"call_history","count":3,"due":"2026-03-31T08:00:00.000Z","evidence":"job 4711","notice":1,"outcome":"kept","site":"shop","type":"duty","v":1}""",
            sealed1["record"]!.ToJsonString());
        Assert.DoesNotContain(ConnectedShop.Subject, sealed1.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(sealed1.ToJsonString(), again.ToJsonString());
        Assert.Empty(await crm.DutiesAsync());
        Assert.Equal(2, (await hub.AuditAsync()).Count(e => (string?)e["action"] == "duty.acknowledge"));
    }

    [Fact]
    public async Task What_is_done_after_its_time_is_late()
    {
        var duty = await DutyAsync();
        clock.Set(new DateTimeOffset(2026, 3, 31, 8, 0, 0, 1, TimeSpan.Zero));

        Assert.Equal("late", (string?)(await crm.AcknowledgeAsync(duty).JsonAsync())["outcome"]);
    }

    [Fact]
    public async Task A_refusal_has_its_reason_in_the_statement()
    {
        var record = (await crm.AcknowledgeAsync(await DutyAsync(), Refusal("Aufbewahrungspflicht, § 147 AO")).JsonAsync())["record"]!;

        Assert.Equal(("refused", "Aufbewahrungspflicht, § 147 AO"), ((string?)record["outcome"], (string?)record["reason"]));
    }

    [Fact]
    public async Task An_administrator_acknowledges_for_any_system_and_another_system_not()
    {
        var duty = await DutyAsync();
        using var mailer = await hub.ConnectorAsync("mailer");

        await mailer.AcknowledgeAsync(duty).RefusedAsync(404, "unknown_duty");
        await crm.AcknowledgeAsync(new JsonObject { ["id"] = Guid.CreateVersion7().ToString() }).RefusedAsync(404, "unknown_duty");
        await crm.AcknowledgeAsync(new JsonObject { ["id"] = "9999" }).RefusedAsync(404, "unknown_duty");
        Assert.Equal("crm", (string?)(await admin.AcknowledgeAsync(duty).JsonAsync())["record"]!["by"]);
    }

    [Theory]
    [InlineData("{}", "outcome")]
    [InlineData("""{"outcome":"kept"}""", "outcome")]
    [InlineData("""{"outcome":"done","count":-1}""", "count")]
    [InlineData("""{"outcome":"done","count":9007199254740992}""", "count")]
    [InlineData("""{"outcome":"done","count":1.5}""", "count")]
    [InlineData("""{"outcome":"done","count":"3"}""", "count")]
    [InlineData("""{"outcome":"done","evidence":""}""", "evidence")]
    [InlineData("""{"outcome":"done","evidence":"a\nb"}""", "evidence")]
    [InlineData("""{"outcome":"done","reason":"because"}""", "reason")]
    [InlineData("""{"outcome":"done","reason":null}""", "reason")]
    [InlineData("""{"outcome":"refused"}""", "reason")]
    [InlineData("""{"outcome":"refused","reason":" "}""", "reason")]
    [InlineData("""{"outcome":"refused","reason":"a claim","count":0}""", "count")]
    [InlineData("""{"outcome":"refused","reason":"a claim","evidence":"job 1"}""", "evidence")]
    [InlineData("""{"outcome":"done","subject":"x"}""", "subject")]
    public async Task A_wrong_acknowledgement_is_refused_and_the_field_named(string body, string field)
    {
        var duty = await DutyAsync();

        await crm.AcknowledgeAsync(duty, JsonNode.Parse(body)!.AsObject()).RefusedAsync(422, "invalid_fields", field);

        Assert.Single(await crm.DutiesAsync());
    }

    [Fact]
    public async Task Half_a_character_is_refused()
    {
        var duty = await DutyAsync();

        await crm.PostRawAsync($"/v1/sites/shop/duties/{(string)duty["id"]!}/ack", """{"outcome":"done","evidence":"\ud800"}""").RefusedAsync(422, "invalid_fields", "evidence");
    }

    [Fact]
    public async Task While_the_store_takes_no_writes_the_caller_is_asked_to_repeat_and_then_nothing_happens_twice()
    {
        var duty = await DutyAsync();
        using (var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter())
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");
            var refused = await crm.AcknowledgeAsync(duty).RefusedAsync(503, "store_unavailable");
            Assert.Equal("The store did not confirm the request. Send the same request again: the hub does nothing twice.", (string?)refused["detail"]);
            Assert.Equal((string?)refused["detail"], (string?)(await crm.SendEventsAsync(ConnectedShop.Event("e2")).RefusedAsync(503, "store_unavailable"))["detail"]);
            await other.ExecuteAsync("ROLLBACK");
        }

        Assert.Equal(0, (int)(await crm.AcknowledgeAsync(duty).JsonAsync())["leafIndex"]!);
        Assert.Equal(0, (int)(await crm.AcknowledgeAsync(duty).JsonAsync())["leafIndex"]!);
    }

    [Fact]
    public async Task Texts_of_300_characters_and_the_greatest_count_are_accepted()
    {
        var said = new JsonObject { ["outcome"] = "done", ["count"] = 9007199254740991, ["evidence"] = new string('x', 300) };

        Assert.Equal(9007199254740991, (long)(await crm.AcknowledgeAsync(await DutyAsync(), said).JsonAsync())["record"]!["count"]!);
        said["evidence"] = new string('x', 301);
        await crm.AcknowledgeAsync(await DutyAsync("e2"), said).RefusedAsync(422, "invalid_fields", "evidence");
    }

    [Fact]
    [Promise("3.12")]
    public async Task Under_a_hold_a_duty_is_not_overdue_and_not_acknowledged_and_the_response_says_why_and_until_when()
    {
        var duty = await DutyAsync();
        await admin.PutAsJsonAsync("/v1/admin/sites/shop/holds/court", new { @class = "call_history", reason = "claim 12-2026", until = "2026-05-01" }).JsonAsync();
        clock.Set(new DateTimeOffset(2026, 4, 20, 0, 0, 0, TimeSpan.Zero));

        var listed = Assert.Single(await crm.DutiesAsync())!;
        Assert.Equal("""{"id":"court","reason":"claim 12-2026","until":"2026-05-01T00:00:00.000Z"}""", listed["hold"]!.ToJsonString());
        Assert.False((bool)listed["overdue"]!);
        var refused = await crm.AcknowledgeAsync(duty).RefusedAsync(409, "held");
        Assert.Contains("until 2026-05-01T00:00:00.000Z: claim 12-2026", (string?)refused["detail"], StringComparison.Ordinal);

        (await admin.DeleteAsync("/v1/admin/sites/shop/holds/court")).Dispose();
        Assert.Null(Assert.Single(await crm.DutiesAsync())!["hold"]);
        Assert.Equal("late", (string?)(await crm.AcknowledgeAsync(duty).JsonAsync())["outcome"]);
    }

    [Fact]
    public async Task A_visitors_withdrawal_gives_a_duty_with_the_pseudonym_which_an_erasure_leaves_open()
    {
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Save(visitor, "marketing")).JsonAsync(201);
        clock.Advance(TimeSpan.FromHours(1));
        var withdrawn = await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await hub.Client.EraseAsync(visitor);
        using var mailer = await hub.ConnectorAsync("mailer");

        var duty = Assert.Single(await mailer.DutiesAsync())!;

        Assert.Equal(("mailings", "withdrawal", (string?)withdrawn["visitor"], "2026-03-07T10:30:00.000Z"),
            ((string?)duty["class"], (string?)duty["after"], (string?)duty["subject"], (string?)duty["due"]));
        await mailer.AcknowledgeAsync(duty).JsonAsync();
        Assert.Empty(await mailer.DutiesAsync());
    }

    /// <summary>The duty of an account that was closed.</summary>
    private async Task<JsonNode> DutyAsync(string id = "e1")
    {
        await crm.SendEventsAsync(ConnectedShop.Event(id, dataClass: "call_history")).JsonAsync();
        return Assert.Single(await crm.DutiesAsync())!;
    }

    private static JsonObject Refusal(string reason) => new() { ["outcome"] = "refused", ["reason"] = reason };
}
