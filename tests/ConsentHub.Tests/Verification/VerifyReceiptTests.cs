using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify receipt</c> with the golden receipts: they verify for ever, without a data folder and without a network.</summary>
public sealed class VerifyReceiptTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("consent-1.json")]
    [InlineData("removal-1.json")]
    public async Task With_the_right_key_it_verifies(string golden)
    {
        var run = (await RunAsync(Text(golden), "--key", Key().Trim())).Ended(ExitCodes.Done);

        Assert.DoesNotContain("WRONG", run.Output, StringComparison.Ordinal);
        Assert.Contains("The receipt holds: position", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task A_statement_about_a_duty_verifies_and_its_reader_learns_whose_word_it_is()
    {
        var run = (await RunAsync(Text("duty-1.json"), "--key", Text("duty-key.txt").Trim())).Ended(ExitCodes.Done);

        Assert.DoesNotContain("WRONG", run.Output, StringComparison.Ordinal);
        Assert.Contains("What it says is the word of the system crm.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_may_have_several_keys()
    {
        var keys = Path.Combine(folder.Root, "keys");
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(keys, ConsentHub.Ledger.VerifierKey.Of("other.example/ledger/shop", other) + "\n" + Key());

        (await RunAsync(Receipt(), "--key", keys)).Ended(ExitCodes.Done);
    }

    [Fact]
    public async Task Without_a_key_it_says_where_the_key_came_from_and_has_another_exit_code()
    {
        var run = (await RunAsync(Receipt())).Ended(ExitCodes.KeyNotGiven);

        Assert.Contains("the key came with the receipt", run.Output, StringComparison.Ordinal);
        Assert.Contains("/ledger/demo/key:", run.Output, StringComparison.Ordinal);
        Assert.Contains(Key().Trim(), run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("record.banner", "\"fedcba9876543210\"", "the record, the salt or the proof was changed")]
    [InlineData("ledger.salt", "\"AAAAAAAAAAAAAAAAAAAAAA==\"", "the record, the salt or the proof was changed")]
    [InlineData("ledger.origin", "\"other.example/ledger/demo\"", "is not")]
    [InlineData("notice.dir", "\"rtl\"", "The notice is not the one that was shown")]
    [InlineData("record.action", "\"other\"", "record.action is none of the allowed values")]
    [InlineData("record.v", "2", "record.v is not 1")]
    [InlineData("ledger.leafIndex", "5.0", "which is not a whole number")]
    [InlineData("record.lang", "\"@high@\"", "half a surrogate pair")]
    [InlineData("ledger.warranty", "1", "ledger.warranty is not known")]
    public async Task What_was_changed_is_named(string member, string value, string said)
    {
        var receipt = JsonNode.Parse(Receipt())!;
        var path = member.Split('.');
        receipt[path[0]]![path[1]] = JsonNode.Parse(value);

        // No JSON writer writes half a surrogate pair, so the escape is inserted into the text.
        var run = (await RunAsync(receipt.ToJsonString().Replace("@high@", "\\ud800", StringComparison.Ordinal), "--key", Key().Trim())).Ended(ExitCodes.CheckFailed);

        Assert.Contains("WRONG", run.Output, StringComparison.Ordinal);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.EndsWith("The receipt does not hold." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_schemaVersion_it_is_no_receipt_whatever_its_proof()
    {
        var receipt = JsonNode.Parse(Receipt())!.AsObject();
        receipt.Remove("schemaVersion");
        receipt["principalId"] = "v1AAAAAAAAAAAAAAAAAAAAAA";

        var run = (await RunAsync(receipt.ToJsonString(), "--key", Key().Trim())).Ended(ExitCodes.CheckFailed);

        Assert.Contains("schemaVersion is missing", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ok  ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_strict_JSON_fail_verification()
    {
        var receipt = Receipt();
        await RefusedAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(receipt)], "byte order mark");
        await RefusedAsync(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(receipt)).ToArray(), "not UTF-8");
        await RefusedAsync(Encoding.UTF8.GetBytes(receipt.Insert(1, "\"record\":{},")), "names \"record\" twice");
        await RefusedAsync(Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 100_000)}"), "nested deeper");
        await RefusedAsync(Encoding.UTF8.GetBytes(receipt + new string(' ', 8 * 1024 * 1024)), "longer than 8 MiB");
    }

    private async Task RefusedAsync(byte[] bytes, string said)
    {
        var file = Path.Combine(folder.Root, "bytes.json");
        await File.WriteAllBytesAsync(file, bytes);
        var run = (await Cli.RunAsync(folder, ["verify", "receipt", file, "--key", Key().Trim()])).Ended(ExitCodes.CheckFailed);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_derived_members_of_a_receipt_must_follow_from_what_was_sealed()
    {
        await using var hub = await Hub.StartAsync();
        var choice = Choice.Body();
        var address = (string)(await hub.Client.SendAsync(choice).JsonAsync(201))["receipt"]!;
        var receipt = await hub.Client.SendAsync(HttpMethod.Get, address, ("Visitor-Id", (string)choice["visitorId"]!)).JsonAsync();
        var key = (await hub.Client.GetStringAsync("/ledger/shop/key")).Trim();
        Assert.Contains("ok     all other members follow", (await RunAsync(receipt.ToJsonString(), "--key", key)).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);

        receipt["processing"]![1]!["granted"] = true;

        Assert.Contains("differs from the sealed record in", (await RunAsync(receipt.ToJsonString(), "--key", key)).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_does_not_verify_it()
    {
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var key = ConsentHub.Ledger.VerifierKey.Of("consent.shop.example/ledger/demo", other).ToString();

        var run = (await RunAsync(Receipt(), "--key", key)).Ended(ExitCodes.CheckFailed);

        Assert.Contains("WRONG  No key that was given", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_no_receipt_is_refused(string text) =>
        Assert.Contains("no receipt", (await RunAsync(text)).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ledger":{"keys":[],"keys":[]},"record":{}}""")]
    [InlineData("""{"ledger":[1],"record":"x"}""")]
    public async Task An_object_without_a_proof_fails_verification(string text) =>
        Assert.Contains("WRONG", (await RunAsync(text)).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);

    [Fact]
    public async Task A_missing_file_and_a_wrong_key_are_reported()
    {
        (await Cli.RunAsync(folder, ["verify", "receipt", Path.Combine(folder.Root, "none")])).Ended(ExitCodes.Usage);
        var run = (await RunAsync(Receipt(), "--key", "key")).Ended(ExitCodes.Usage);
        Assert.Contains("--key: key is neither", run.Error, StringComparison.Ordinal);
    }

    private static string Receipt() => Text("consent-1.json");

    private static string Key() => Text("key.txt");

    private static string Text(string file) => File.ReadAllText(Path.Combine(TestSite.Folder, "..", "tests", "verify", "golden", file));

    private async Task<CliRun> RunAsync(string receipt, params string[] options)
    {
        var file = Path.Combine(folder.Root, "receipt.json");
        await File.WriteAllTextAsync(file, receipt);
        return await Cli.RunAsync(folder, ["verify", "receipt", file, .. options]);
    }
}
