using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Ledger;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify receipt</c> with the golden receipts: they hold for ever, without a data folder and without a network.</summary>
public sealed class VerifyReceiptTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("receipt-v1.json")]
    [InlineData("removal-v1.json")]
    public async Task With_the_right_key_it_holds(string golden)
    {
        var run = (await RunAsync(Golden.Text(golden), "--key", Golden.Text("key-v1.txt").Trim())).Ended(ExitCodes.Done);

        Assert.DoesNotContain("WRONG", run.Output, StringComparison.Ordinal);
        Assert.Contains("The receipt holds: position", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task The_key_may_be_a_file_of_several()
    {
        var keys = Path.Combine(folder.Root, "keys");
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(keys, ConsentHub.Ledger.VerifierKey.Of("other.example/ledger/shop", other) + "\n" + Golden.Text("key-v1.txt"));

        (await RunAsync(Golden.Text("receipt-v1.json"), "--key", keys)).Ended(ExitCodes.Done);
    }

    [Fact]
    public async Task Without_a_key_it_says_where_the_key_came_from_and_ends_otherwise()
    {
        var run = (await RunAsync(Golden.Text("receipt-v1.json"))).Ended(ExitCodes.KeyNotGiven);

        Assert.Contains("the key came with the receipt", run.Output, StringComparison.Ordinal);
        Assert.Contains("/ledger/shop/key:", run.Output, StringComparison.Ordinal);
        Assert.Contains(Golden.Text("key-v1.txt").Trim(), run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("record.action", "the record, the salt or the proof was changed")]
    [InlineData("ledger.salt", "the record, the salt or the proof was changed")]
    [InlineData("ledger.origin", "is not")]
    [InlineData("notice.site", "The notice is not the one that was shown")]
    public async Task What_was_changed_is_named(string member, string said)
    {
        var receipt = JsonNode.Parse(Golden.Text("receipt-v1.json"))!;
        var path = member.Split('.');
        receipt[path[0]]![path[1]] = path[1] == "salt" ? Convert.ToBase64String(new byte[16]) : "other";

        var run = (await RunAsync(receipt.ToJsonString(), "--key", Golden.Text("key-v1.txt").Trim())).Ended(ExitCodes.Faulty);

        Assert.Contains("WRONG", run.Output, StringComparison.Ordinal);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.EndsWith("The receipt does not hold." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_receipt_repeats_in_other_words_must_follow_from_what_was_sealed()
    {
        await using var hub = await Hub.StartAsync();
        var choice = Choice.Body();
        var address = (string)(await hub.Client.SendAsync(choice).JsonAsync(201))["receipt"]!;
        var receipt = await hub.Client.SendAsync(HttpMethod.Get, address, ("Visitor-Id", (string)choice["visitorId"]!)).JsonAsync();
        var key = (await hub.Client.GetStringAsync("/ledger/shop/key")).Trim();
        Assert.Contains("ok     what else it says follows", (await RunAsync(receipt.ToJsonString(), "--key", key)).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);

        receipt["processing"]![1]!["granted"] = true;

        Assert.Contains("says otherwise than what was sealed", (await RunAsync(receipt.ToJsonString(), "--key", key)).Ended(ExitCodes.Faulty).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_does_not_verify_it()
    {
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var key = ConsentHub.Ledger.VerifierKey.Of("hub.example/ledger/shop", other).ToString();

        var run = (await RunAsync(Golden.Text("receipt-v1.json"), "--key", key)).Ended(ExitCodes.Faulty);

        Assert.Contains("WRONG  No key that was given", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_no_receipt_is_a_matter_of_words(string text) =>
        Assert.Contains("no receipt", (await RunAsync(text)).Ended(ExitCodes.Usage).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ledger":{"keys":[],"keys":[]},"record":{}}""")]
    [InlineData("""{"ledger":[1],"record":"x"}""")]
    public async Task An_object_without_a_proof_does_not_hold(string text) =>
        Assert.Contains("WRONG", (await RunAsync(text)).Ended(ExitCodes.Faulty).Output, StringComparison.Ordinal);

    [Fact]
    public async Task A_missing_file_and_a_wrong_key_are_told()
    {
        (await Cli.RunAsync(folder, ["verify", "receipt", Path.Combine(folder.Root, "none")])).Ended(ExitCodes.Usage);
        var run = (await RunAsync(Golden.Text("receipt-v1.json"), "--key", "key")).Ended(ExitCodes.Usage);
        Assert.Contains("--key: key is neither", run.Error, StringComparison.Ordinal);
    }

    private async Task<CliRun> RunAsync(string receipt, params string[] options)
    {
        var file = Path.Combine(folder.Root, "receipt.json");
        await File.WriteAllTextAsync(file, receipt);
        return await Cli.RunAsync(folder, ["verify", "receipt", file, .. options]);
    }
}
