using System.Buffers;
using System.Text;

namespace ConsentHub.Analysis.Export;

/// <summary>Cells and rows of CSV (RFC 4180): commas, CRLF, quotes where needed, in UTF-8.</summary>
/// <remarks>
/// A cell that a spreadsheet could run as a formula gets a leading apostrophe, and so does one that begins with an apostrophe.
/// Whoever takes exactly one apostrophe off each cell that begins with one has the exact values again.
/// </remarks>
internal sealed class CsvCells(Utf8Buffer buffer)
{
    /// <summary>OWASP CSV injection, ASVS 1.2.10, and the apostrophe itself.</summary>
    private static readonly SearchValues<byte> Guarded = SearchValues.Create("=+-@\t\r\n\0'"u8);

    private static readonly SearchValues<byte> Quoted = SearchValues.Create(",\"\r\n"u8);

    private bool first = true;

    public void EndRow()
    {
        buffer.Append("\r\n"u8);
        first = true;
    }

    public void Empty() => Separate();

    /// <summary>Bytes of our own making, known to need neither quotes nor apostrophe.</summary>
    public void Plain(ReadOnlySpan<byte> utf8)
    {
        Separate();
        buffer.Append(utf8);
    }

    public void Bool(bool value) => Plain(value ? "true"u8 : "false"u8);

    /// <summary>A number, a time or an id, formatted in place.</summary>
    public void Plain<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        Separate();
        var span = buffer.GetSpan(64);
        if (!value.TryFormat(span, out var written, format, null))
            throw new InvalidOperationException("The value is longer than any that an export writes.");

        buffer.Advance(written);
    }

    public void Time(DateTimeOffset time)
    {
        Separate();
        buffer.Advance(Rfc3339.Write(time, buffer.GetSpan(24)));
    }

    public void Text(string text)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = longest > 512 ? ArrayPool<byte>.Shared.Rent(longest) : null;
        var utf8 = rented ?? stackalloc byte[512];
        Text(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Any text: guarded and quoted as it needs.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        Separate();
        var guard = utf8.Length > 0 && Guarded.Contains(utf8[0]);
        var quote = utf8.ContainsAny(Quoted);
        if (quote)
            buffer.Append((byte)'"');
        if (guard)
            buffer.Append((byte)'\'');

        for (var at = utf8.IndexOf((byte)'"'); at >= 0; at = utf8.IndexOf((byte)'"'))
        {
            buffer.Append(utf8[..(at + 1)]);
            buffer.Append((byte)'"');
            utf8 = utf8[(at + 1)..];
        }

        buffer.Append(utf8);
        if (quote)
            buffer.Append((byte)'"');
    }

    private void Separate()
    {
        if (!first)
            buffer.Append((byte)',');

        first = false;
    }
}
