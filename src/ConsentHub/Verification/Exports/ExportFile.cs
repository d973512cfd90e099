using System.Buffers.Binary;
using System.IO.Compression;

namespace ConsentHub.Verification.Exports;

/// <summary>An exported file, compressed or not. Its content is hashed while it is read.</summary>
internal sealed class ExportFile : IDisposable
{
    private readonly FileStream file;
    private readonly HashedContent content;
    private readonly bool gzip;

    public ExportFile(string path)
    {
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        content = new HashedContent(gzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file);
    }

    public Stream Content => content;

    /// <summary>Reads the rest of the file.</summary>
    /// <returns>SHA-256 of the content, hexadecimal.</returns>
    /// <exception cref="ExportFormatException">A compressed file does not end where its trailer says.</exception>
    public async Task<string> FinishAsync(CancellationToken ct)
    {
        await content.CopyToAsync(Stream.Null, ct);
        // The framework accepts a truncated file as complete, and ignores bytes after the end.
        if (gzip && await LengthAtEndAsync(ct) != (uint)content.Count)
            throw new ExportFormatException("the compressed export was cut off, or continues after its end");

        return content.Sha256();
    }

    public void Dispose()
    {
        content.Dispose();
        file.Dispose();
    }

    /// <summary>The length of the content, modulo 2^32, from the last four bytes of a gzip file (RFC 1952 section 2.3.1).</summary>
    private async Task<uint?> LengthAtEndAsync(CancellationToken ct)
    {
        var end = new byte[sizeof(uint)];
        file.Position = Math.Max(file.Length - end.Length, 0);
        return await file.ReadAtLeastAsync(end, end.Length, throwOnEndOfStream: false, ct) == end.Length ? BinaryPrimitives.ReadUInt32LittleEndian(end) : null;
    }
}
