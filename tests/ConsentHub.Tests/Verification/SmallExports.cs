using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Ledger;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Verification;

/// <summary>
/// Genuine exports of a log of some twenty positions with a removal and a statement, each with its manifest: as files, and over HTTP,
/// where a manifest has no hash of the file.
/// </summary>
public sealed class SmallExports : IAsyncLifetime, IDisposable
{
    private readonly TestFolder work = new();

    internal IReadOnlyList<GenuineExport> All { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop").WithDuties() with { Consent = new ConsentRules { RecordPage = true } }]);
        var visitors = Enumerable.Range(0, 6).Select(_ => Choice.NewVisitorId()).ToList();
        string[] pages = ["/", "/a,b", "/\"quoted\"", "/ä/\ud83d\ude00", "/it's"];
        for (var i = 0; i < 18; i++)
        {
            var services = i % 3 == 0 ? new JsonObject { ["shop_stats"] = true, ["shop_ads"] = true } : null;
            await hub.Client.SendAsync(Choice.Body(visitors[i % 6], ("action", "save"), ("services", services), ("page", pages[i % 5]), ("previous", i % 4 == 0 ? Choice.NewId() : null))).JsonAsync(201);
        }

        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitors[2])).JsonAsync();
        await hub.StateAsync();
        await hub.Client.SendAsync(Choice.Body(visitors[3])).JsonAsync(201);
        using var analyst = hub.KeyedClient();
        var exports = new List<GenuineExport>();
        foreach (var (format, query) in new[] { ("csv", ""), ("ndjson", ""), ("csv", "&action=save"), ("ndjson", "&category=analytics&granted=false") })
        {
            exports.Add(new GenuineExport(
                format,
                await analyst.GetByteArrayAsync($"/v1/sites/shop/records/export?format={format}{query}"),
                await analyst.GetByteArrayAsync($"/v1/sites/shop/records/export/manifest?format={format}{query}")));
        }

        foreach (var (format, options) in new[] { ("csv", Array.Empty<string>()), ("ndjson", []), ("csv", ["--gzip"]) })
        {
            var file = Path.Combine(work.Root, $"{format}{options.Length}");
            Directory.CreateDirectory(work.Root);
            (await Cli.RunAsync(hub.Folder, ["export", "shop", "--format", format, "--output", file, .. options])).Ended(ExitCodes.Done);
            exports.Add(new GenuineExport(format, await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(file + ExportCommand.ManifestEnd)));
        }

        All = exports;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => work.Dispose();
}

/// <param name="Content">The file, compressed or not.</param>
internal sealed record GenuineExport(string Format, byte[] Content, byte[] Manifest)
{
    public bool IsOfFile => Encoding.UTF8.GetString(Manifest).Contains("\"sha256\":", StringComparison.Ordinal);

    public bool IsCompressed => Content[0] == 0x1f;

    /// <summary>The manifest's lines without the signature, with a checkpoint that another key signed.</summary>
    public List<string> LinesSignedBy(ECDsa forger)
    {
        var lines = Encoding.UTF8.GetString(Manifest).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1].ToList();
        var head = JsonNode.Parse(lines[0])!.AsObject();
        var origin = (string)head["origin"]!;
        Assert.True(SignedNote.TryParse((string)head["checkpoint"]!, out var note));
        (head["keys"], head["checkpoint"]) = (new JsonArray(VerifierKey.Of(origin, forger).ToString()), SignedNote.Sign(note.Text, origin, forger).ToString());
        lines[0] = Line(head);
        return lines;
    }

    /// <summary>A complete manifest of these lines, each with its line end, signed with that key.</summary>
    public static byte[] Seal(string lines, string origin, ECDsa forger)
    {
        var bytes = Encoding.UTF8.GetBytes(lines);
        var signature = SignedNote.Sign(ManifestText.Signed(SHA256.HashData(bytes)), origin, forger);
        return [.. bytes, .. WrittenLine.Of(new JsonObject { ["signature"] = signature.ToString() })];
    }

    public static string Line(JsonObject line) => Encoding.UTF8.GetString(WrittenLine.Of(line)).TrimEnd('\n');
}
