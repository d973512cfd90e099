using System.Text.Json.Nodes;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Connectors;

/// <summary>Events over HTTP: <c>POST /v1/sites/{site}/events</c>.</summary>
public sealed class EventTests(EventTests.Shop shop) : IClassFixture<EventTests.Shop>
{
    private const string Longest = "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ.:0123456789"; // 65

    private readonly HttpClient crm = shop.Crm;

    [Fact]
    public async Task Events_give_the_duties_of_the_classes_whose_period_begins_with_them_and_count_once()
    {
        await using var hub = await ConnectedShop.StartAsync(new TestClock());
        using var own = await hub.ConnectorAsync();
        var closed = ConnectedShop.Event("e1");

        Assert.Equal("""{"added":2,"known":0,"duties":3}""", (await own.SendEventsAsync(closed, ConnectedShop.Event("e2", "withdrawal")).JsonAsync()).ToJsonString());
        Assert.Equal("""{"added":1,"known":1,"duties":1}""", (await own.SendEventsAsync(closed, ConnectedShop.Event("e3", "last_activity")).JsonAsync()).ToJsonString());

        Assert.Equal(["profile", "drafts", "call_history"], await own.ClassesAsync());
        using var admin = hub.KeyedClient();
        Assert.Equal(["mailings"], await admin.ClassesAsync("dueBefore=2999-01-01&system=mailer"));
    }

    [Fact]
    public async Task An_event_that_names_a_class_gives_the_duty_of_this_class_alone()
    {
        await using var hub = await ConnectedShop.StartAsync(new TestClock());
        using var own = await hub.ConnectorAsync();

        await own.SendEventsAsync(ConnectedShop.Event("e1", "account_closed", "profile")).JsonAsync();

        Assert.Equal(["profile"], await own.ClassesAsync());
    }

    [Fact]
    public async Task An_event_that_begins_no_period_here_gives_no_duty() =>
        Assert.Equal("""{"added":1,"known":0,"duties":0}""", (await crm.SendEventsAsync(ConnectedShop.Event("no-duty", "case_closed")).JsonAsync()).ToJsonString());

    [Theory]
    [InlineData("id", null)]
    [InlineData("id", "\"\"")]
    [InlineData("id", "\"a b\"")]
    [InlineData("id", "\"" + Longest + "\"")]
    [InlineData("id", "7")]
    [InlineData("id", "null")]
    [InlineData("kind", null)]
    [InlineData("kind", "\"choice_ended\"")]
    [InlineData("kind", "\"request_received\"")]
    [InlineData("kind", "\"AccountClosed\"")]
    [InlineData("kind", "0")]
    [InlineData("class", "\"statistics\"")]
    [InlineData("class", "\"consent_records\"")]
    [InlineData("class", "\"logs\"")]
    [InlineData("class", "\"mailings\"")]
    [InlineData("class", "\"nothing\"")]
    [InlineData("class", "[]")]
    [InlineData("subject", null)]
    [InlineData("subject", "\"anna@example.org\"")]
    [InlineData("subject", "\"short-reference\"")]
    [InlineData("subject", "\"" + Longest + "\"")]
    [InlineData("subject", "\"+4930123456789012\"")]
    [InlineData("at", null)]
    [InlineData("at", "\"yesterday\"")]
    [InlineData("at", "\"2026-03-01T08:00:00\"")]
    [InlineData("at", "\"1970-01-01T23:59:59Z\"")]
    [InlineData("at", "\"2026-03-02T09:35:00.001Z\"")]
    [InlineData("at", "1772352000")]
    [InlineData("email", "\"anna@example.org\"")]
    public async Task A_wrong_field_is_named_with_the_position_of_its_event_and_nothing_is_stored(string field, string? value)
    {
        var wrong = ConnectedShop.Event("second");
        if (value is null)
            wrong.Remove(field);
        else
            wrong[field] = JsonNode.Parse(value);

        var problem = await crm.SendEventsAsync(ConnectedShop.Event("first"), wrong).RefusedAsync(422, "invalid_fields", $"events[1].{field}");

        Assert.Single(problem["errors"]!.AsObject());
        Assert.Empty(await crm.DutiesAsync());
    }

    [Fact]
    public async Task Every_wrong_event_is_named()
    {
        var problem = await crm.SendEventsAsync(ConnectedShop.Event("a b"), ConnectedShop.Event("right"), ConnectedShop.Event("c", "closed", subject: "x")).RefusedAsync(422, "invalid_fields");

        Assert.Equal(["events[0].id", "events[2].kind", "events[2].subject"], problem["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{\"id\":\"e1\",\"id\":\"e2\"}", "events[0].id")]
    [InlineData("{\"id\":\"e1\",\"a.b\":1}", "events[0].['a.b']")]
    public async Task A_duplicate_and_an_odd_field_are_named(string line, string field) => await crm.SendLinesAsync(line).RefusedAsync(422, "invalid_fields", field);

    [Theory]
    [InlineData("{\"id\":", "Line 2")]
    [InlineData("[]", "Line 2")]
    [InlineData("null", "Line 2")]
    [InlineData("", "Line 2")]
    [InlineData("{} {}", "Line 2")]
    public async Task A_line_that_is_not_one_object_is_named(string line, string named)
    {
        var events = ConnectedShop.Event("first").ToJsonString();

        var problem = await crm.SendLinesAsync($"{events}\n{line}\n{events}").RefusedAsync(400, "malformed_json");

        Assert.StartsWith(named + " is ", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Empty(await crm.DutiesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n")]
    public async Task An_empty_body_is_refused(string body) => await crm.SendLinesAsync(body).RefusedAsync(400, "malformed_json");

    [Fact]
    public async Task A_thousand_lines_and_a_mebibyte_are_the_most()
    {
        var lines = Enumerable.Range(0, 1001).Select(i => ConnectedShop.Event($"many-{i}", "case_closed").ToJsonString()).ToList();
        var padded = lines[0] + new string(' ', 1024 * 1024 - lines[0].Length);

        Assert.Equal(1000, (int)(await crm.SendLinesAsync(string.Join("\r\n", lines.Take(1000)) + "\r\n").JsonAsync())["added"]!);
        await crm.SendLinesAsync(string.Join('\n', lines)).RefusedAsync(413, "body_too_large");
        Assert.Equal(1, (int)(await crm.SendLinesAsync(padded).JsonAsync())["known"]!);
        await crm.SendLinesAsync(padded + " ").RefusedAsync(413, "body_too_large");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-ndjson; charset=utf-16")]
    [InlineData(null)]
    public async Task Another_media_type_is_refused(string? type)
    {
        var problem = await crm.SendLinesAsync(ConnectedShop.Event("typed").ToJsonString(), contentType: type).RefusedAsync(415, "unsupported_media_type");

        Assert.Contains("application/x-ndjson", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_event_with_a_known_id_is_a_conflict_that_names_it()
    {
        var known = ConnectedShop.Event("taken", "case_closed");
        await crm.SendEventsAsync(known).JsonAsync();

        await crm.SendEventsAsync(ConnectedShop.Event("new"), ConnectedShop.Event("taken", "service_ended")).RefusedAsync(409, "event_conflict", "events[1].id");

        Assert.Empty(await crm.DutiesAsync());
    }

    [Fact]
    public async Task A_site_whose_notice_names_no_system_takes_no_events() =>
        await crm.SendLinesAsync(ConnectedShop.Event("e1").ToJsonString(), "blog").RefusedAsync(409, "not_connected");

    [Fact]
    public async Task A_clock_five_minutes_ahead_and_any_zone_are_accepted() => Assert.Equal(2, (int)(await crm.SendEventsAsync(
        ConnectedShop.Event("ahead", "case_closed", at: "2026-03-02T09:35:00Z"), ConnectedShop.Event("zone", "case_closed", at: "2026-03-02T10:30:00.123456+01:00")).JsonAsync())["added"]!);

    /// <summary>A hub that gets events which give no duties, or are refused.</summary>
    public sealed class Shop : IAsyncLifetime
    {
        internal Hub Hub { get; private set; } = null!;

        internal HttpClient Crm { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Hub = await Hub.StartAsync([ConnectedShop.Site, TestSite.Minimal("blog")], clock: new TestClock());
            Crm = await Hub.ConnectorAsync();
        }

        public async Task DisposeAsync()
        {
            Crm.Dispose();
            await Hub.DisposeAsync();
        }
    }
}
