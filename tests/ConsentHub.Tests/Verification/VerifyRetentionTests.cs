using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Consents;
using ConsentHub.Promises;
using ConsentHub.Receipts;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Reading;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Verification;

/// <summary>A hub that removes records at the end of their promised period, and <c>verify</c> on what it leaves.</summary>
public sealed class VerifyRetentionTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_hub_removes_due_records_by_itself_and_everything_still_verifies()
    {
        var hub = await Hub.StartAsync([Promising("P30D")], folder, clock);
        var visitor = Choice.NewVisitorId();
        var first = await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var about = (await ExportAsync(hub, visitor))["about"]!;
        Assert.EndsWith("its record is removed at most 30 days after the choice no longer stands.", (string?)about["kept"], StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromDays(31));

        await Eventually.Async(() => ExportAsync(hub, visitor), export => export["records"]!.AsArray().Count == 1);
        var receipt = new Uri((string)first["receipt"]!).PathAndQuery;
        await hub.Client.SendAsync(HttpMethod.Get, receipt, ("Visitor-Id", visitor)).RefusedAsync(404, "no_consent");
        await hub.StopAsync();
        Assert.Contains("shop: 3 positions: 1 record, 1 removal, 1 removed", (await VerifyAsync()).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
        var file = Path.Combine(folder.Root, "all.ndjson");
        (await Cli.RunAsync(folder, ["export", "shop", "--format", "ndjson", "--output", file])).Ended(ExitCodes.Done);
        (await Cli.RunAsync(folder, ["verify", "export", file])).Ended(ExitCodes.KeyNotGiven);
    }

    [Fact]
    public async Task A_removal_can_be_proven_to_anybody_and_both_verifiers_accept_its_statement()
    {
        var hub = await Hub.StartAsync([Promising("P30D")], folder, clock);
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        clock.Advance(TimeSpan.FromDays(31));
        await Eventually.Async(() => ExportAsync(hub, visitor), export => export["records"]!.AsArray().Count == 1);

        // No call of the hub returns this statement. An export has the entry and its salt, and the log is public.
        var removal = await RemovalAsync(hub);
        var statement = await hub.Services.GetRequiredService<ReceiptIssuer>().StateAsync(hub.Site(), removal, CancellationToken.None);

        Assert.Equal("retention", (string?)statement["record"]!["reason"]);
        await OwnReceipt.HoldsAsync(hub.Client, statement);
        statement["record"]!["reason"] = "visitor_request";
        var other = statement.DeepClone();
        statement["record"]!["reason"] = "retention";
        var cases = folder.Write("cases.ndjson", $"{CaseOf(statement, "holds")}\n{CaseOf(other, "fails")}\n");
        var compared = JsonNode.Parse(await BrowserVerifier.RunAsync("compareVerdicts.mjs", cases))!;
        Assert.Equal((1, 1, 0), ((int)compared["holds"]!, (int)compared["fails"]!, (int)compared["differences"]!));
        await hub.StopAsync();
    }

    [Fact]
    public async Task A_removal_that_no_notice_promised_is_reported()
    {
        await RemoveAsync(TestSite.Minimal("shop"), "P1D");

        Assert.Contains("the removal at position 2 of shop says that a period was over, and no notice had promised one", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_before_the_promised_period_is_reported()
    {
        await RemoveAsync(Promising("P30D"), "P1D");

        Assert.Contains("the removal at position 2 of shop names position 0, whose period was not over", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_without_an_entry_in_the_audit_trail_is_reported()
    {
        await RemoveAsync(Promising("P1D"), "P1D");
        (await VerifyAsync()).Ended(ExitCodes.Done);

        folder.Change("UPDATE audit SET detail = replace(detail, ': 1 of', ': 2 of') WHERE action = 'records.retention'");

        Assert.Contains("the removal at position 2 of shop says that a period was over, and differs from its entry", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    /// <summary>Removes a replaced record after a period, whether or not the site promises it.</summary>
    private async Task RemoveAsync(SiteFile site, string period)
    {
        var hub = await Hub.StartAsync([site], folder, clock);
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        clock.Advance(TimeSpan.FromDays(2));
        var shop = hub.Site();
        var content = Promising(period) with { Key = "shop" };
        var rules = new RetentionRules(shop.Number, shop.Key, [new PublishedNotice(shop.Latest.Version, shop.Latest.PublishedAt, shop.Latest.ValidSince, content, shop.Numbers, [])]);
        // The hub itself may have removed it first.
        await hub.Services.GetRequiredService<IRetentionStore>().RunAsync(rules, clock.GetUtcNow(), CancellationToken.None);
        await hub.StopAsync();
    }

    private static async Task<Removal> RemovalAsync(Hub hub)
    {
        using var snapshot = new SqliteLogSnapshot(hub.Services.GetRequiredService<SqliteDatabase>());
        await foreach (var removal in snapshot.RemovalsAsync(hub.Site().Number, CancellationToken.None))
            return removal.Removal!;

        throw new InvalidOperationException("There is no removal.");
    }

    private static string CaseOf(JsonNode statement, string verdict) =>
        new JsonObject { ["bytes"] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(statement)), ["keys"] = "", ["verdict"] = verdict }.ToJsonString();

    private Task<CliRun> VerifyAsync() => Cli.RunAsync(folder, ["verify", "database"]);

    private static Task<JsonNode> ExportAsync(Hub hub, string visitor) =>
        hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/visitor/export", ("Visitor-Id", visitor)).JsonAsync();

    private static SiteFile Promising(string period) => TestSite.Minimal("shop") with
    {
        Retention = [new RetentionClass { Id = RetentionClass.ConsentRecords, Name = TestSite.Text("Records", "Einträge"), Period = period, After = RetentionEvent.ChoiceEnded }],
    };
}
