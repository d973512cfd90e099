using System.Globalization;
using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>What a visitor reads back: the response, its status over time, the history, the export.</summary>
public sealed class StoredChoiceTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(182);

    [Fact]
    public async Task The_response_to_a_choice_says_what_was_stored_and_when_it_expires()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock);
        var body = Choice.Save(Choice.NewVisitorId(), "analytics");
        body["services"] = new JsonObject { ["shop_ads"] = true };
        body["elapsed"] = 1_500;
        body["previous"] = Choice.NewId();

        var answer = await hub.Client.SendAsync(body).JsonAsync(201);

        Assert.Equal(Text(clock.GetUtcNow()), (string?)answer["recordedAt"]);
        Assert.Equal(Text(clock.GetUtcNow().AddMilliseconds(-1_500)), (string?)answer["decidedAt"]);
        Assert.Equal(Text(clock.GetUtcNow().AddMilliseconds(-1_500) + Lifetime), (string?)answer["expiresAt"]);
        Assert.Equal("""{"auth":true,"preferences":false,"analytics":true,"marketing":false}""", answer["choices"]!.ToJsonString());
        Assert.Equal("""{"shop_ads":true}""", answer["services"]!.ToJsonString());
        Assert.Equal(((string?)body["id"], "save", 0L, 1), ((string?)answer["id"], (string?)answer["action"], (long?)answer["leafIndex"], (int?)answer["notice"]));
        Assert.Matches("^v1[A-Za-z0-9_-]{22}$", (string)answer["visitor"]!);
    }

    [Fact]
    public async Task A_choice_expires_after_the_lifetime_of_its_notice_and_a_new_one_counts_again()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock);
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);

        clock.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal("current", await StatusAsync(hub, visitor));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("expired", await StatusAsync(hub, visitor));

        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        Assert.Equal("current", await StatusAsync(hub, visitor));
    }

    [Fact]
    public async Task An_elapsed_time_up_to_the_lifetime_is_accepted()
    {
        await using var hub = await Hub.StartAsync();
        var longest = (long)Lifetime.TotalMilliseconds;

        await hub.Client.SendAsync(Choice.Body(null, ("elapsed", longest))).JsonAsync(201);
        await hub.Client.SendAsync(Choice.Body(null, ("elapsed", longest + 1))).RefusedAsync(422, "invalid_fields", "elapsed");
    }

    [Fact]
    public async Task A_material_change_outdates_a_choice_and_says_what_changed()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var site = TestSite.Minimal("shop");

        await hub.PublishAsync(site.With("marketing", c => c with { Purposes = [.. c.Purposes, "profiling"] }), version: 2);

        var current = await CurrentAsync(hub, visitor);
        Assert.Equal("outdated", (string?)current["status"]);
        Assert.Equal(["purpose_added"], current["changes"]!.AsArray().Select(c => (string?)c!["kind"]));

        // A choice from a page that still shows the old notice is stored, but outdated from the start.
        var late = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(late)).JsonAsync(201);
        Assert.Equal("outdated", await StatusAsync(hub, late));
        await hub.Client.SendAsync(Choice.Body(visitor, ("notice", 2))).JsonAsync(201);
        Assert.Equal("current", await StatusAsync(hub, visitor));
    }

    [Fact]
    public async Task A_cosmetic_change_leaves_a_choice_current()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);

        await hub.PublishAsync(TestSite.Minimal("shop").With("marketing", c => c with { Name = TestSite.Text("Advertising", "Reklame") }), version: 2);

        var current = await CurrentAsync(hub, visitor);
        Assert.Equal(("current", 1), ((string?)current["status"], (int?)current["notice"]));
        Assert.Empty(current["changes"]!.AsArray());
    }

    [Fact]
    public async Task A_history_has_the_newest_first_and_the_export_has_everything_held()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock);
        var visitor = Choice.NewVisitorId();
        string?[] sent = new string?[3];
        foreach (var (i, granted) in new[] { "analytics", "marketing", "preferences" }.Index())
        {
            var body = Choice.Save(visitor, granted);
            body["previous"] = i == 0 ? null : sent[i - 1];
            if (i == 0)
                body.Remove("previous");

            sent[i] = (string?)(await hub.Client.SendAsync(body).JsonAsync(201))["id"];
            clock.Advance(TimeSpan.FromMinutes(5));
        }

        await hub.Client.SendAsync(Choice.AcceptAll()).JsonAsync(201);

        var history = await GetAsync(hub, "consent/history", visitor);
        Assert.Equal(sent.Reverse(), history["records"]!.AsArray().Select(r => (string?)r!["id"]));

        var export = await GetAsync(hub, "visitor/export", visitor);
        Assert.Equal(sent.Reverse(), export["records"]!.AsArray().Select(r => (string?)r!["id"]));
        var record = export["records"]![0]!;
        string[] members = ["id", "leafIndex", "recordedAt", "decidedAt", "expiresAt", "notice", "lang", "regionShown", "regionSeen", "model", "banner", "action", "source", "gpcShown", "gpcSeen", "previous", "choices", "services"];
        Assert.Equal(members, record.AsObject().Select(m => m.Key));
        Assert.Equal(("consenthub/visitor-export/v1", "Test Shop AS"), ((string?)export["format"], (string?)export["controller"]!["name"]));
        Assert.Equal(["Test Shop AS"], export["about"]!["recipients"]!.AsArray().Select(r => (string?)r));
    }

    [Fact]
    [Promise("1.7")]
    public async Task The_export_has_what_Article_15_requires_beside_the_data()
    {
        var site = TestSite.Minimal("shop").WithService("marketing", s => s with { Provider = "Ads Inc.", Transfers = [new Transfer { Country = "US", Safeguard = Safeguard.Scc }] }) with
        {
            SupervisoryAuthority = new SupervisoryAuthority { Name = "Datatilsynet", Url = "https://www.datatilsynet.no" },
            Residency = ["EU"],
        };
        await using var hub = await Hub.StartAsync([site]);
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Save(visitor, "marketing")).JsonAsync(201);
        await hub.Client.SendAsync(Choice.Save(visitor, "analytics")).JsonAsync(201);

        var about = (await GetAsync(hub, "visitor/export", visitor))["about"]!;

        Assert.Equal(
            ["purpose", "legalBasis", "data", "kept", "residency", "recipients", "allowed", "transfers", "retention", "source", "rights", "complaint", "supervisoryAuthority", "automatedDecisions"],
            about.AsObject().Select(m => m.Key));
        Assert.Equal(["analytics consent", "auth contract", "marketing consent"], about["allowed"]!.AsArray().Select(a => $"{a!["category"]} {a["basis"]}"));
        Assert.Equal(["Ads Inc.", "Test Shop AS"], about["recipients"]!.AsArray().Select(r => (string?)r));
        Assert.Equal("""[{"service":"Service shop_ads","country":"US","safeguard":"scc"}]""", about["transfers"]!.ToJsonString());
        Assert.Equal("""[{"id":"statistics","name":"Statistics","period":"P12M"}]""", about["retention"]!.ToJsonString());
        Assert.EndsWith("its record is kept until it is erased.", (string?)about["kept"], StringComparison.Ordinal);
        Assert.Equal("Datatilsynet", (string?)about["supervisoryAuthority"]!["name"]);
        Assert.All(["Art. 15", "Art. 16", "Art. 17", "Art. 18", "Art. 7(3)"], article => Assert.Contains(about["rights"]!.AsArray(), r => ((string)r!).Contains(article, StringComparison.Ordinal)));
        Assert.Contains("Art. 77", (string?)about["complaint"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visitor_without_records_gets_an_empty_history_and_export()
    {
        await using var hub = await Hub.StartAsync();

        Assert.Empty((await GetAsync(hub, "consent/history", Choice.NewVisitorId()))["records"]!.AsArray());
        Assert.Empty((await GetAsync(hub, "visitor/export", Choice.NewVisitorId()))["records"]!.AsArray());
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("true", false)]
    public async Task The_signal_that_the_server_saw_is_stored_beside_what_the_page_saw(string header, bool seen)
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        using var client = hub.NewClient();
        client.DefaultRequestHeaders.Add("Sec-GPC", header);
        await client.SendAsync(Choice.Body(visitor)).JsonAsync(201);

        var record = (await GetAsync(hub, "visitor/export", visitor))["records"]![0]!;
        Assert.Equal((false, seen), ((bool)record["gpcShown"]!, (bool)record["gpcSeen"]!));
    }

    private static Task<JsonNode> GetAsync(Hub hub, string what, string visitor) =>
        hub.Client.SendAsync(HttpMethod.Get, $"/v1/sites/shop/{what}", ("Visitor-Id", visitor)).JsonAsync();

    private static Task<JsonNode> CurrentAsync(Hub hub, string visitor) => GetAsync(hub, "consent", visitor);

    private static async Task<string?> StatusAsync(Hub hub, string visitor) => (string?)(await CurrentAsync(hub, visitor))["status"];

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
