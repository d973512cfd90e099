using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Consents;

/// <summary>The visitor's bearer secret: 16 random bytes, on the wire 22 characters of base64url.</summary>
/// <remarks>Never stored, logged or returned. It exists only while a request is handled; <see cref="In"/> derives the pseudonym that is stored.</remarks>
internal readonly struct VisitorId
{
    public const int TextLength = 22;

    private readonly UInt128 bytes;

    private VisitorId(UInt128 bytes) => this.bytes = bytes;

    /// <summary>A new id, for the page without JavaScript; otherwise the browser makes it.</summary>
    public static VisitorId Create()
    {
        UInt128 value = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref value)));
        return new(value);
    }

    /// <summary>Reads exactly 22 characters of canonical base64url; anything else is refused.</summary>
    public static bool TryParse(string? text, out VisitorId id)
    {
        id = default;
        if (text is not { Length: TextLength })
            return false;

        UInt128 value = 0;
        var buffer = MemoryMarshal.AsBytes(new Span<UInt128>(ref value));
        if (Base64Url.DecodeFromChars(text, buffer, out _, out var written) != OperationStatus.Done || written != 16)
            return false;

        // 22 characters carry 132 bits. The four spare bits must be zero, so that each id has one spelling.
        id = new(value);
        return string.Equals(id.Reveal(), text, StringComparison.Ordinal);
    }

    /// <summary>The secret itself. Only the visitor's own cookie may carry it.</summary>
    public string Reveal() => Base64Url.EncodeToString(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in bytes)));

    /// <summary>The visitor's pseudonym in one site's records. Every site has a different one.</summary>
    public Visitor In(string siteKey)
    {
        var prefix = "consenthub/visitor/v1"u8;
        Span<byte> message = stackalloc byte[prefix.Length + 1 + Encoding.UTF8.GetMaxByteCount(siteKey.Length) + 1 + 16];
        prefix.CopyTo(message);
        var length = prefix.Length;
        message[length++] = 0;
        length += Encoding.UTF8.GetBytes(siteKey, message[length..]);
        message[length++] = 0;
        MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in bytes)).CopyTo(message[length..]);
        length += 16;

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(message[..length], hash);
        return new Visitor(hash[..16]);
    }

    public override string ToString() => "(visitor id)";
}

/// <summary>A visitor's pseudonym in records and exports: <c>v1</c> and 22 characters, from which the id can't be found.</summary>
internal readonly record struct Visitor
{
    private const string Prefix = "v1";

    /// <summary>Length of the text.</summary>
    public const int TextLength = 24;

    private readonly UInt128 bytes;

    public Visitor(ReadOnlySpan<byte> hash) => bytes = MemoryMarshal.Read<UInt128>(hash);

    public static bool TryParse(string? text, [NotNullWhen(true)] out Visitor? visitor)
    {
        visitor = null;
        if (text is not { Length: 24 } || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;

        Span<byte> buffer = stackalloc byte[16];
        if (Base64Url.DecodeFromChars(text.AsSpan(2), buffer, out _, out var written) != OperationStatus.Done || written != 16)
            return false;

        visitor = new Visitor(buffer);
        return visitor.ToString() == text;
    }

    /// <summary>Writes the 16 bytes.</summary>
    public void CopyTo(Span<byte> target) => MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in bytes)).CopyTo(target);

    public byte[] ToByteArray() => MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in bytes)).ToArray();

    /// <summary>Writes the text, <see cref="TextLength"/> bytes, without an allocation.</summary>
    public int Write(Span<byte> utf8)
    {
        "v1"u8.CopyTo(utf8);
        return 2 + Base64Url.EncodeToUtf8(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in bytes)), utf8[2..]);
    }

    public override string ToString() => Prefix + Base64Url.EncodeToString(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in bytes)));
}
