using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.ApiKeys;
using ConsentHub.Formats;
using ConsentHub.Ledger;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Receipts;

/// <summary>Every way of erasing returns a signed statement, and receipts handed out before still verify.</summary>
public sealed class ErasureResponseTests : IAsyncLifetime
{
    private readonly JsonObject choice = Choice.AcceptAll();
    private Hub hub = null!;

    private string Visitor => (string)choice["visitorId"]!;

    public async Task InitializeAsync() => hub = await Hub.StartAsync(settings: ("ConsentHub:BackupDays", "14"));

    public async Task DisposeAsync() => await hub.DisposeAsync();

    [Fact]
    public async Task A_visitor_gets_a_statement_that_verifies_and_names_nobody()
    {
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        var stored = await hub.Client.SendAsync(choice).JsonAsync(201);
        await hub.Client.SendAsync(Choice.Save(Visitor, "analytics")).JsonAsync(201);

        var answer = await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", Visitor)).JsonAsync();

        var statement = answer["statement"]!.AsObject();
        await OwnReceipt.HoldsAsync(hub.Client, statement);
        Assert.Equal("visitor_request", (string?)statement["record"]!["reason"]);
        Assert.Equal([1, 2], statement["record"]!["leaves"]!.AsArray().Select(l => (long)l!));
        Assert.Equal(((long?)answer["leafIndex"], (string?)answer["erasedAt"]), ((long?)statement["ledger"]!["leafIndex"], (string?)statement["record"]!["at"]));
        Assert.Equal("P14D", (string?)statement["erasure"]!["backups"]);
        Assert.Equal(Rfc3339.Of(At(statement["record"]!["at"]).AddDays(14)), (string?)statement["erasure"]!["backupsKeptUntil"]);
        Assert.DoesNotContain((string)stored["visitor"]!, statement.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain((string)stored["id"]!, statement.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receipts_from_before_the_erasure_verify_and_no_new_one_is_issued()
    {
        var other = Choice.Body();
        await hub.Client.SendAsync(other).JsonAsync(201);
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var before = await hub.Client.ReceiptAsync(choice);

        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", Visitor)).JsonAsync();

        await OwnReceipt.HoldsAsync(hub.Client, before);
        await hub.Client.ReceiptAsync(other);
        await hub.Client.GetReceiptAsync(Visitor, (string)choice["id"]!).RefusedAsync(404, "no_consent");
    }

    [Fact]
    public async Task If_nothing_was_erased_there_is_no_statement()
    {
        var answer = await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", Visitor)).JsonAsync();

        Assert.Equal((0, null, false), ((int)answer["records"]!, answer["leafIndex"], answer.AsObject().ContainsKey("statement")));
    }

    [Fact]
    public async Task An_administrator_erases_by_the_pseudonym_and_the_audit_trail_never_says_whom()
    {
        var stored = await hub.Client.SendAsync(choice).JsonAsync(201);
        using var admin = hub.KeyedClient(await hub.CreateKeyAsync(Role.Admin, "shop"));

        var answer = await admin.DeleteAsync($"/v1/sites/shop/visitors/{(string?)stored["visitor"]}").JsonAsync();

        Assert.Equal((1, (string?)stored["visitor"]), ((int)answer["records"]!, (string?)answer["visitor"]));
        Assert.Equal("admin_request", (string?)answer["statement"]!["record"]!["reason"]);
        await OwnReceipt.HoldsAsync(hub.Client, answer["statement"]!.AsObject());
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", Visitor)).RefusedAsync(404, "no_consent");
        var audit = await hub.AuditAsync();
        var entry = Assert.Single(audit, e => (string?)e["action"] == "visitor.erase");
        Assert.Equal(("shop", "1 record, leaf 1"), ((string?)entry["site"], (string?)entry["detail"]));
        Assert.NotNull(entry["key"]);
        Assert.DoesNotContain(audit, e => e.ToJsonString().Contains((string)stored["visitor"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_an_administrator_of_the_site_may()
    {
        var stored = await hub.Client.SendAsync(choice).JsonAsync(201);
        var path = $"/v1/sites/shop/visitors/{(string?)stored["visitor"]}";
        using var editor = hub.KeyedClient(await hub.CreateKeyAsync(Role.Editor));
        using var elsewhere = hub.KeyedClient(await hub.CreateKeyAsync(Role.Admin, "blog"));

        await hub.Client.DeleteAsync(path).RefusedAsync(401, "key_required");
        await editor.DeleteAsync(path).RefusedAsync(403, "key_not_allowed");
        await elsewhere.DeleteAsync(path).RefusedAsync(403, "key_not_allowed");
        await hub.Client.ReceiptAsync(choice);
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v1AAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("v2AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_invalid_visitor_is_refused_and_named(string visitor)
    {
        using var admin = hub.KeyedClient();

        await admin.DeleteAsync($"/v1/sites/shop/visitors/{visitor}").RefusedAsync(422, "invalid_fields", "visitor");
        await admin.DeleteAsync($"/v1/sites/nowhere/visitors/{visitor}").RefusedAsync(404, "unknown_site");
    }

    [Fact]
    public async Task The_command_line_prints_the_statement()
    {
        var stored = await hub.Client.SendAsync(choice).JsonAsync(201);

        var run = (await Cli.RunAsync(hub.Folder, ["erase", "shop", "--visitor", (string)stored["visitor"]!, "--yes"])).Ended(0);

        var statement = JsonNode.Parse(run.Output)!["statement"]!.AsObject();
        Assert.Equal("admin_request", (string?)statement["record"]!["reason"]);
        await OwnReceipt.HoldsAsync(hub.Client, statement);
    }

    [Fact]
    public async Task The_page_without_JavaScript_offers_it_as_a_file_and_as_a_page()
    {
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");

        var answer = await visit.PostAsync([("action", "erase"), ("lang", "en"), ("confirm", "yes")]);

        var file = Regex.Match(answer.Html, "download=\"erasure-statement-shop-1.json\" href=\"data:application/json;base64,(?<text>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(file.Groups["text"].Value));
        await OwnReceipt.HoldsAsync(hub.Client, JsonNode.Parse(text)!.AsObject());
        Assert.Contains($"<pre dir=\"ltr\" tabindex=\"0\">{text}</pre>", WebUtility.HtmlDecode(answer.Html), StringComparison.Ordinal);
    }

    private static DateTimeOffset At(JsonNode? time) => Rfc3339.TryParse((string)time!, out var at) ? at : throw new FormatException();

    [Fact]
    public async Task A_changed_statement_fails()
    {
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var statement = (await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", Visitor)).JsonAsync())["statement"]!.AsObject();

        statement["record"]!["leaves"] = new JsonArray(0, 1);

        var verdict = ReceiptVerifier.Verify(statement, [VerifierKey.TryParse((string)statement["ledger"]!["keys"]![0]!, out var key) ? key : throw new FormatException()]);
        Assert.Equal([ReceiptVerifier.Inclusion], verdict.Checks.Where(c => !c.Holds).Select(c => c.Name));
    }
}
