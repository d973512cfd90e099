using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Analysis.Export;
using ConsentHub.Ledger;

namespace ConsentHub.Verification;

/// <summary>The first line of a manifest, its checkpoint parsed.</summary>
internal sealed record ManifestHead(
    string Site, ExportFormat Format, JsonObject Query, bool Complete, string? Sha256, IReadOnlyList<VerifierKey> Keys, SignedNote Note, Checkpoint Checkpoint);

/// <summary>One position: a record with its salt, a removal with what it says, or what was removed.</summary>
internal sealed record ManifestEntry(long Position, TreeHash Hash, byte[]? Salt, JsonObject? Removal);

/// <summary>Reads a manifest line by line, and hashes what its signature is over.</summary>
internal sealed class ManifestReader(TextReader text) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long number;

    /// <summary>The signature over all other lines; there once the entries were read.</summary>
    public SignedNote? Signature { get; private set; }

    /// <summary>What it must be over.</summary>
    public string? SignedText { get; private set; }

    /// <exception cref="ExportFormatException">It is no manifest.</exception>
    public async Task<ManifestHead> ReadHeadAsync(CancellationToken ct)
    {
        var line = await ReadAsync(ct) ?? throw Wrong("is empty");
        try
        {
            if ((int?)line["v"] != 1 || (string?)line["type"] != ManifestText.Type
                || !WireWords<ExportFormat>.TryParse((string?)line["format"], out var format)
                || line["query"] is not JsonObject query || line["keys"] is not JsonArray keys
                || !SignedNote.TryParse((string?)line["checkpoint"] ?? "", out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint)
                || GivenKeys.Parse(string.Join('\n', keys.Select(k => (string?)k))) is not { } parsed)
                throw Wrong("does not begin with the line of a manifest");

            return new ManifestHead((string)line["site"]!, format, query, (bool)line["complete"]!, (string?)line["sha256"], parsed, note, checkpoint);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            throw Wrong("does not begin with the line of a manifest");
        }
    }

    /// <exception cref="ExportFormatException">A line is none of a manifest.</exception>
    public async IAsyncEnumerable<ManifestEntry> ReadEntriesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await ReadAsync(ct) is { } line)
        {
            if (Signature is not null)
                throw Wrong("goes on behind its signature");

            yield return Entry(line);
        }
    }

    public void Dispose() => hash.Dispose();

    private ManifestEntry Entry(JsonObject line)
    {
        try
        {
            var removed = line["removed"] is not null;
            var salt = removed ? null : Convert.FromBase64String((string)line["salt"]!);
            if (CanonicalJson.TryGetInteger(line["i"], out var position) && position >= 0 && TreeHash.TryParse((string?)line["hash"], out var leaf)
                && salt is null or { Length: LedgerEntry.SaltSize })
                return new ManifestEntry(position, leaf, salt, line["removal"] as JsonObject);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            // Told below.
        }

        throw Wrong($"has line {number}, which is none of a manifest");
    }

    /// <summary>The next line; null at the end and for the signature.</summary>
    private async Task<JsonObject?> ReadAsync(CancellationToken ct)
    {
        if (await text.ReadLineAsync(ct) is not { } line)
            return null;

        number++;
        var read = ExportedRows.Parse(line) ?? throw Wrong($"has line {number}, which is no JSON object");
        if (Signature is null && read is { Count: 1 } && read.ContainsKey("signature"))
        {
            SignedText = ManifestText.Signed(hash.GetHashAndReset());
            Signature = read["signature"] is JsonValue value && value.TryGetValue<string>(out var note) && SignedNote.TryParse(note, out var parsed)
                ? parsed : throw Wrong("has no signature at its end");
            return await ReadAsync(ct);
        }

        hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        return read;
    }

    private static ExportFormatException Wrong(string what) => new($"the manifest {what}");
}
