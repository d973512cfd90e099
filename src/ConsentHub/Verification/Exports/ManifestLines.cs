using System.Globalization;
using System.Text.Json.Nodes;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.Verification.Receipts;

namespace ConsentHub.Verification.Exports;

/// <summary>The first line of a manifest, with its checkpoint parsed.</summary>
/// <param name="Records">Number of records of the exported file; null if the manifest is not for one particular file.</param>
/// <param name="Sha256">SHA-256 of the exported file; null if the manifest is not for one particular file.</param>
internal sealed record ManifestHead(
    string Site, ExportFormat Format, JsonObject Query, bool Complete, long? Records, string? Sha256, IReadOnlyList<VerifierKey> Keys, SignedNote Note, Checkpoint Checkpoint);

/// <summary>The line for one position: a record with its salt, a removal or a statement with its content, or a removed record.</summary>
/// <param name="Duty">The content of a statement about a duty.</param>
internal sealed record ManifestEntry(long Position, TreeHash Hash, byte[]? Salt, JsonObject? Removal, JsonObject? Duty);

/// <summary>Parses the lines of a manifest as <see cref="ExportManifest"/> writes them. Returns null for any other line.</summary>
internal static class ManifestLines
{
    private static readonly string[] HeadNames = ["v", "type", "site", "format", "query", "complete", "origin", "keys", "checkpoint"];
    private static readonly string[] HeadNamesOfFile = [.. HeadNames, "records", "sha256"];

    public static ManifestHead? Head(JsonObject line)
    {
        var ofFile = line.Has(HeadNamesOfFile);
        if ((!ofFile && !line.Has(HeadNames)) || Number(line["v"]) != 1 || line.Text("type") != ManifestText.Type)
            return null;

        if (line.Text("site") is not { } site || !WireNames<ExportFormat>.TryParse(line.Text("format"), out var format)
            || line["query"] is not JsonObject query || !IsQuery(query) || !IsBoolean(line["complete"], query.Count == 0))
            return null;

        if (Keys(line["keys"]) is not { } keys
            || !SignedNote.TryParse(line.Text("checkpoint") ?? "", out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint)
            || line.Text("origin") != checkpoint.Origin || !ReceiptVerifier.IsLogOf(site, checkpoint.Origin))
            return null;

        var (records, sha256) = (Number(line["records"]), line.Text("sha256"));
        if (ofFile && (records is null or < 0 || sha256 is not { Length: 64 } || !sha256.All(char.IsAsciiHexDigitLower)))
            return null;

        return new ManifestHead(site, format, query, query.Count == 0, records, sha256, keys, note, checkpoint);
    }

    public static ManifestEntry? Entry(JsonObject line, string site)
    {
        if (Number(line["i"]) is not { } position || position < 0 || !TreeHash.TryParse(line.Text("hash"), out var hash))
            return null;

        if (line.Has(["i", "hash", "removed"]))
            return IsBoolean(line["removed"], true) ? new ManifestEntry(position, hash, null, null, null) : null;

        var removal = line["removal"] as JsonObject;
        var isRemoval = removal is not null && line.Has(["i", "salt", "hash", "removal"]) && ReceiptFile.IsRemoval(removal) && removal.Text("site") == site;
        var duty = line["duty"] as JsonObject;
        var isDuty = duty is not null && line.Has(["i", "salt", "hash", "duty"]) && ReceiptFile.IsDuty(duty) && duty.Text("site") == site;
        return (isRemoval || isDuty || line.Has(["i", "salt", "hash"])) && Salt(line.Text("salt")) is { } salt ? new ManifestEntry(position, hash, salt, removal, duty) : null;
    }

    public static SignedNote? Signature(JsonObject line) =>
        line.Has(["signature"]) && SignedNote.TryParse(line.Text("signature") ?? "", out var note) ? note : null;

    /// <summary>True if the filters are unchanged when they are parsed and written again, and the position of a cursor is valid.</summary>
    private static bool IsQuery(JsonObject query)
    {
        var filter = new LogFilter
        {
            From = Time(query.Text("from")),
            To = Time(query.Text("to")),
            Category = query.Text("category"),
            Granted = query.Text("granted") switch { "true" => true, "false" => false, _ => null },
            Action = WireNames<ConsentAction>.TryParse(query.Text("action"), out var action) ? action : null,
            Source = WireNames<ConsentSource>.TryParse(query.Text("source"), out var source) ? source : null,
            Region = query.Text("region"),
            Notice = int.TryParse(query.Text("notice"), NumberStyles.None, CultureInfo.InvariantCulture, out var notice) ? notice : null,
            Visitor = Visitor.TryParse(query.Text("visitor"), out var visitor) ? visitor : null,
        };
        var words = filter.Terms().ToList();
        var after = query["after"] is not null;
        return query.Has([.. words.Select(w => w.Name), .. after ? ["after"] : Array.Empty<string>()])
            && words.TrueForAll(w => query.Text(w.Name) == w.Value)
            && (!after || Number(query["after"]) >= 0);
    }

    private static DateTimeOffset? Time(string? text) => Rfc3339.TryParse(text, out var time) ? time : null;

    private static List<VerifierKey>? Keys(JsonNode? texts)
    {
        var keys = new List<VerifierKey>();
        foreach (var text in texts as JsonArray ?? [])
        {
            if (text is not JsonValue value || !value.TryGetValue<string>(out var written) || !VerifierKey.TryParse(written, out var key))
                return null;

            keys.Add(key);
        }

        return keys.Count > 0 ? keys : null;
    }

    private static byte[]? Salt(string? text)
    {
        var salt = new byte[LedgerEntry.SaltSize];
        return text is not null && Convert.TryFromBase64String(text, salt, out var length) && length == salt.Length && Convert.ToBase64String(salt) == text ? salt : null;
    }

    private static long? Number(JsonNode? node) => CanonicalJson.TryGetInteger(node, out var number) ? number : null;

    private static bool IsBoolean(JsonNode? node, bool expected) => node is JsonValue value && value.TryGetValue<bool>(out var found) && found == expected;
}
