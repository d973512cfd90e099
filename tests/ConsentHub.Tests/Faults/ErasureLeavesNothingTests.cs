using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Proof;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>One visitor among a thousand is erased: a byte search of everything that the hub wrote, and everybody's receipts.</summary>
public sealed class ErasureLeavesNothingTests
{
    private const string Path = "/a-path-that-only-this-visitor-took";

    [Fact]
    public async Task Nothing_of_the_visitor_is_left_and_all_receipts_handed_out_before_still_verify()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop") with { Consent = new() { RecordPage = true } });
        await using var hub = await HubProcess.StartAsync(folder);
        using var client = hub.NewClient();
        var receipts = await RecordAsync(client, Enumerable.Range(0, 1000).Select(_ => Choice.Body()));
        var visitor = Choice.NewVisitorId();
        var own = new List<JsonObject>();
        foreach (var choices in new[] { Choice.AcceptAll(visitor), Choice.Save(visitor, "analytics"), Choice.Body(visitor, ("action", "withdraw")) })
        {
            choices["page"] = Path;
            own.AddRange(await RecordAsync(client, [choices]));
        }

        var secrets = SecretsOf(own);
        var backup = (await Cli.RunAsync(folder, ["backup"])).Ended(0).Output.Trim();
        // Rows hold the pseudonym as bytes; only exports have it as text.
        Assert.All(secrets.Skip(1), secret => Assert.Contains(FilesOf(folder), file => Holds(file.Value, secret)));

        await client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();

        // The backup window is over.
        File.Move(backup, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(backup)!, "consenthub-20200101T000000000Z.db"));
        (await Cli.RunAsync(folder, ["backup"])).Ended(0);
        foreach (var format in new[] { "csv", "ndjson" })
            (await Cli.RunAsync(folder, ["export", "shop", "--format", format, "--output", System.IO.Path.Combine(folder.Data, "export." + format)])).Ended(0);

        AssertFree(FilesOf(folder), secrets);
        await AssertVerifyAsync(client, [.. receipts, .. own]);
        Assert.Equal(0, await hub.StopAsync());
        AssertFree(FilesOf(folder), secrets);
        AssertFree(new() { ["log"] = Encoding.UTF8.GetBytes(hub.Output) }, secrets);
    }

    /// <summary>Records choices and fetches the receipt of each, as its visitor may.</summary>
    private static async Task<IReadOnlyList<JsonObject>> RecordAsync(HttpClient client, IEnumerable<JsonObject> bodies)
    {
        var receipts = new List<JsonObject>();
        foreach (var some in bodies.Chunk(50))
            receipts.AddRange(await Task.WhenAll(some.Select(async body =>
            {
                var stored = await client.SendAsync(body).JsonAsync(201);
                return (await client.SendAsync(HttpMethod.Get, (string)stored["receipt"]!, ("Visitor-Id", (string)body["visitorId"]!)).JsonAsync()).AsObject();
            })));

        return receipts;
    }

    private static async Task AssertVerifyAsync(HttpClient client, List<JsonObject> receipts)
    {
        Assert.Equal(1003, receipts.Count);
        var keys = await new PublishedLog(client).KeysAsync();
        foreach (var receipt in receipts)
            Assert.True(ReceiptVerifier.Verify(receipt, keys).Holds, receipt["ledger"]!.ToJsonString());
    }

    /// <summary>The salts, the pseudonym as bytes and as text, and everything that only these records contained.</summary>
    private static List<byte[]> SecretsOf(List<JsonObject> receipts)
    {
        var visitor = (string)receipts[0]["record"]!["visitor"]!;
        return
        [
            Encoding.ASCII.GetBytes(visitor[2..]), System.Buffers.Text.Base64Url.DecodeFromChars(visitor.AsSpan(2)), Encoding.ASCII.GetBytes(Path),
            .. receipts.Select(r => Convert.FromBase64String((string)r["ledger"]!["salt"]!)),
        ];
    }

    private static Dictionary<string, byte[]> FilesOf(TestFolder folder) =>
        Directory.EnumerateFiles(folder.Data, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllBytes);

    private static void AssertFree(Dictionary<string, byte[]> places, List<byte[]> secrets)
    {
        Assert.NotEmpty(places);
        foreach (var (name, bytes) in places)
            Assert.False(secrets.Exists(secret => Holds(bytes, secret)), $"{name} still holds something of the visitor.");
    }

    private static bool Holds(byte[] place, byte[] secret) => place.AsSpan().IndexOf(secret) >= 0;
}
