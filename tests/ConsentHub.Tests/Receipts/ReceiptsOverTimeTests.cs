using System.Text.Json.Nodes;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Proof;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Receipts;

/// <summary>A receipt verifies whatever happens to site, log and hub afterwards, and so does one that is fetched again.</summary>
public sealed class ReceiptsOverTimeTests
{
    private readonly JsonObject choice = Choice.AcceptAll();

    [Fact]
    public async Task After_newer_notices_it_still_shows_the_one_of_the_choice()
    {
        await using var hub = await Hub.StartAsync();
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var before = await hub.Client.ReceiptAsync(choice);
        await hub.PublishAsync(TestSite.Minimal("shop").WithService("marketing", s => s with { Provider = "Somebody new" }), 2);

        var after = await hub.Client.ReceiptAsync(choice);

        Assert.Equal(1, (int)after["notice"]!["version"]!);
        Assert.DoesNotContain("Somebody new", after.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task After_the_log_has_grown_earlier_and_later_receipts_verify_and_share_one_signature()
    {
        await using var hub = await Hub.StartAsync();
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var early = await hub.Client.ReceiptAsync(choice);
        await new PublishedLog(hub.Client).FillAsync(300);
        var late = Choice.Body();
        await hub.Client.SendAsync(late).JsonAsync(201);

        var proofs = new[] { await hub.Client.ReceiptAsync(late), await hub.Client.ReceiptAsync(choice) }.Select(r => (string)r["ledger"]!["proof"]!).ToList();

        await OwnReceipt.HoldsAsync(hub.Client, early);
        Assert.Single(proofs.Select(p => p[(p.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]).Distinct());
    }

    [Fact]
    public async Task After_the_key_was_rotated_receipts_of_both_keys_verify_and_name_both()
    {
        await using var hub = await Hub.StartAsync();
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var early = await hub.Client.ReceiptAsync(choice);
        var earlyKeys = await new PublishedLog(hub.Client).KeysAsync();

        (await Cli.RunAsync(hub.Folder, ["ledger", "rotate-key"])).Ended(0);
        var next = Choice.Body();
        await hub.Client.SendAsync(next).JsonAsync(201);
        var late = await hub.Client.ReceiptAsync(next);

        OwnReceipt.Holds(early, earlyKeys);
        await OwnReceipt.HoldsAsync(hub.Client, early);
        Assert.Contains(ConsentHub.Ledger.ReceiptVerifier.Verify(late, earlyKeys).Checks, c => c is { Name: ConsentHub.Ledger.ReceiptVerifier.Signature, Holds: false });
        Assert.Equal(2, late["ledger"]!["keys"]!.AsArray().Count);
    }

    [Fact]
    public async Task After_a_restart_the_receipt_is_the_same()
    {
        using var folder = new TestFolder();
        var hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var before = await hub.Client.ReceiptAsync(choice);
        await hub.StopAsync();

        hub = await Hub.StartAsync(folder: folder);
        var after = await hub.Client.ReceiptAsync(choice);
        await hub.StopAsync();

        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task After_a_restore_it_is_issued_under_the_new_name_and_the_earlier_one_still_verifies()
    {
        using var folder = new TestFolder();
        var hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var before = await hub.Client.ReceiptAsync(choice);
        var backup = Path.Combine(folder.Data, "copy.db");
        (await Cli.RunAsync(folder, ["backup", "--output", backup])).Ended(0);
        await hub.StopAsync();
        (await Cli.RunAsync(folder, ["restore", backup, "--replace"])).Ended(0);

        hub = await Hub.StartAsync(folder: folder);
        var after = await hub.Client.ReceiptAsync(choice);
        await OwnReceipt.HoldsAsync(hub.Client, before);
        await hub.StopAsync();

        var origin = (string)after["ledger"]!["origin"]!;
        Assert.Equal($"{(string?)before["ledger"]!["origin"]}/r1", origin);
        Assert.All(after["ledger"]!["keys"]!.AsArray(), key => Assert.StartsWith($"{origin}+", (string)key!, StringComparison.Ordinal));
        Assert.Equal(before["record"]!.ToJsonString(), after["record"]!.ToJsonString());
    }
}
