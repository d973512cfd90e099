using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Verification;

/// <summary>An exported file, compressed or not; its content is hashed while it is read.</summary>
internal sealed class ExportFile : IDisposable
{
    private readonly SHA256 sha256 = SHA256.Create();
    private readonly CryptoStream hashed;

    public ExportFile(string path)
    {
        Stream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        hashed = new CryptoStream(gzip ? new GZipStream(file, CompressionMode.Decompress) : file, sha256, CryptoStreamMode.Read);
        // What is no UTF-8 was never written; the sign that stands for it makes the record another one.
        Text = new StreamReader(hashed, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false);
    }

    public StreamReader Text { get; }

    /// <summary>Reads to the end.</summary>
    /// <returns>SHA-256 of the content, hexadecimal.</returns>
    public async Task<string> FinishAsync(CancellationToken ct)
    {
        await hashed.CopyToAsync(Stream.Null, ct);
        return Convert.ToHexStringLower(sha256.Hash!);
    }

    public void Dispose()
    {
        Text.Dispose();
        sha256.Dispose();
    }
}
