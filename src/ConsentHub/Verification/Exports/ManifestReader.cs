using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Exports;

/// <summary>Reads a manifest line by line, and hashes the signed lines.</summary>
internal sealed class ManifestReader(Stream manifest) : IAsyncDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly LineReader lines = new(manifest, StrictJson.MaxBytes);
    private string site = "";

    /// <summary>The signature over all other lines; set once all entries were read.</summary>
    public SignedNote? Signature { get; private set; }

    /// <summary>The text that the signature must cover.</summary>
    public string? SignedText { get; private set; }

    /// <exception cref="ExportFormatException">The file is not a manifest.</exception>
    public async Task<ManifestHead> ReadHeadAsync(CancellationToken ct)
    {
        var line = await ReadAsync(ct) ?? throw Wrong("is empty");
        var head = ManifestLines.Head(line) ?? throw Wrong("does not begin with the line of a manifest");
        site = head.Site;
        return head;
    }

    /// <exception cref="ExportFormatException">A line is not a manifest line.</exception>
    public async IAsyncEnumerable<ManifestEntry> ReadEntriesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await ReadAsync(ct) is { } line)
        {
            if (Signature is not null)
                throw Wrong("continues after its signature");

            yield return ManifestLines.Entry(line, site) ?? throw Wrong($"has line {lines.Number}, which is no line of a manifest");
        }
    }

    public async ValueTask DisposeAsync()
    {
        hash.Dispose();
        await lines.DisposeAsync();
    }

    /// <summary>The next line; null at the end. Stores the signature instead of returning it.</summary>
    private async Task<JsonObject?> ReadAsync(CancellationToken ct)
    {
        if (await NextAsync(ct) is not { } bytes)
            return null;

        var line = WrittenLine.Read(bytes) ?? throw Wrong($"has line {lines.Number}, which is not in the form of a manifest");
        if (Signature is null && line.ContainsKey("signature"))
        {
            SignedText = ManifestText.Signed(hash.GetHashAndReset());
            Signature = ManifestLines.Signature(line) ?? throw Wrong("has no signature at its end");
            return await ReadAsync(ct);
        }

        hash.AppendData(bytes);
        hash.AppendData("\n"u8);
        return line;
    }

    private async ValueTask<byte[]?> NextAsync(CancellationToken ct)
    {
        try
        {
            return await lines.ReadAsync(ct);
        }
        catch (ExportFormatException e)
        {
            throw Wrong($"is damaged: {e.Message}");
        }
    }

    private static ExportFormatException Wrong(string what) => new($"the manifest {what}");
}
