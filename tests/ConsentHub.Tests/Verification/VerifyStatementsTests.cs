using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Duties;
using ConsentHub.Receipts;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using ConsentHub.Verification.Receipts;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify</c> on statements about duties: in a database, in an export, and as documents of their own.</summary>
public sealed class VerifyStatementsTests : IDisposable
{
    private const string Changed = "the statement at position 1 of shop was changed after it was sealed", Differs = "the statement at position 1 of shop differs from its entry in the audit trail";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Records_removals_and_statements_of_one_log_verify_and_are_counted()
    {
        var hub = await StartAsync();
        var erased = Choice.NewVisitorId();
        await hub.StateAsync();
        await hub.Client.SendAsync(Choice.Body(erased)).JsonAsync(201);
        await hub.StateAsync(new Acknowledgement(false, null, null, "a claim"));
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", erased)).JsonAsync();
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await hub.StopAsync();

        Assert.Contains("shop: 5 positions: 1 record, 1 removal, 1 removed, 2 statements; 1 checkpoint; no errors", (await VerifyAsync()).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("body = replace(body, '\"kept\"', '\"late\"')", Differs)]
    [InlineData("body = replace(body, '\"count\":17', '\"count\":18')", "the statement at position 1 of shop, or its hash, was changed after it was sealed")]
    [InlineData("salt = randomblob(16)", "the statement at position 1 of shop, or its hash, was changed after it was sealed")]
    [InlineData("salt = x'00'", Changed + ": it has a value that the program never writes")]
    [InlineData("duty = x'00'", Changed + ": it has a value that the program never writes")]
    [InlineData("body = ' ' || body", Changed + ": it has a value that the program never writes")]
    [InlineData("body = '[]'", Changed + ": it has a value that the program never writes")]
    [InlineData("body = replace(body, '\"v\":1', '\"v\":2')", Changed + ": it has a value that the program never writes")]
    [InlineData("body = replace(body, '\"shop\"', '\"blog\"')", Changed + ": it is of the site blog")]
    [InlineData("held_by = 'erp'", Changed + ": it is by crm, and its row names erp")]
    [InlineData("leaf = 0", "position 0 of shop holds record")]
    public async Task A_statement_that_was_changed_is_reported(string change, string said)
    {
        await StateOnceAsync();
        (await VerifyAsync()).Ended(ExitCodes.Done);

        folder.Change($"UPDATE duty_statement SET {change}");

        Assert.Contains(said, (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_was_deleted_is_missing_in_its_log_and_for_the_audit_trail()
    {
        await StateOnceAsync();

        folder.Change("DELETE FROM duty_statement");

        var run = (await VerifyAsync()).Ended(ExitCodes.CheckFailed);
        Assert.Contains("position 1 of shop holds no record and no removal names it", run.Output, StringComparison.Ordinal);
        Assert.Contains("the statement at position 1 of shop is missing", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE audit SET detail = replace(detail, 'by crm', 'by erp') WHERE action = 'duty.acknowledge'")]
    [InlineData("UPDATE audit SET action = 'records.read' WHERE action = 'duty.acknowledge'")]
    public async Task A_statement_without_its_entry_in_the_audit_trail_is_reported(string sql)
    {
        await StateOnceAsync();

        folder.Change(sql);

        Assert.Contains(Differs, (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task An_export_leaves_statements_out_and_its_manifest_has_them(string format)
    {
        await StateOnceAsync();
        var file = Path.Combine(folder.Root, "all");
        (await Cli.RunAsync(folder, ["export", "shop", "--format", format, "--output", file])).Ended(ExitCodes.Done);

        (await Cli.RunAsync(folder, ["verify", "export", file])).Ended(ExitCodes.KeyNotGiven);
        Assert.DoesNotContain("call_history", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        var manifest = await File.ReadAllTextAsync(file + ExportCommand.ManifestEnd);
        await File.WriteAllTextAsync(file + ExportCommand.ManifestEnd, manifest.Replace("\"count\":17", "\"count\":18", StringComparison.Ordinal));

        Assert.Contains("the statement at position 1 was changed", (await Cli.RunAsync(folder, ["verify", "export", file])).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "kept")]
    [InlineData(false, "refused")]
    public async Task The_document_of_a_statement_holds_and_names_the_class_as_the_notice_does(bool isDone, string outcome)
    {
        await using var hub = await StartAsync();
        var statement = await hub.StateAsync(new Acknowledgement(isDone, null, null, isDone ? null : "a claim"));

        var document = await hub.Services.GetRequiredService<ReceiptIssuer>().StateAsync(hub.Site(), statement, CancellationToken.None);

        await OwnReceipt.HoldsAsync(hub.Client, document);
        Assert.True(ReceiptFile.TryRead(System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()), out _, out var reason), reason);
        Assert.True(JsonNode.DeepEquals(statement.Record(), document["record"]));
        Assert.Equal((outcome, "Call history"), ((string?)document["duty"]!["outcome"], (string?)document["duty"]!["name"]));
    }

    /// <summary>Leaves a record at position 0 and a statement at position 1.</summary>
    private async Task StateOnceAsync()
    {
        var hub = await StartAsync();
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await hub.StateAsync();
        await hub.StopAsync();
    }

    private Task<Hub> StartAsync() => Hub.StartAsync([TestSite.Minimal("shop").WithDuties()], folder);

    private Task<CliRun> VerifyAsync() => Cli.RunAsync(folder, ["verify", "database"]);
}
