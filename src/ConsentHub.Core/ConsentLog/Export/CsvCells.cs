using System.Buffers;
using System.Text;

namespace ConsentHub.ConsentLog.Export;

/// <summary>Cells and rows of CSV (RFC 4180): commas, CRLF, quotes where needed, in UTF-8.</summary>
/// <remarks>
/// A cell that a spreadsheet could run as a formula gets a leading apostrophe, and so does one that begins with an apostrophe.
/// Removing exactly one apostrophe from each cell that begins with one restores the exact values.
/// </remarks>
internal sealed class CsvCells(Utf8Buffer buffer)
{
    /// <summary>First characters that get an apostrophe: those of OWASP CSV injection (ASVS 1.2.10), and the apostrophe itself.</summary>
    private const string Guard = "=+-@\t\r\n\0'", Quote = ",\"\r\n";

    private static readonly SearchValues<byte> Guarded = SearchValues.Create(Encoding.ASCII.GetBytes(Guard));

    private static readonly SearchValues<byte> Quoted = SearchValues.Create(Encoding.ASCII.GetBytes(Quote));

    private bool first = true;

    public void EndRow()
    {
        buffer.Append("\r\n"u8);
        first = true;
    }

    public void Empty() => Separate();

    /// <summary>Bytes that this program generates, which need neither quotes nor apostrophe.</summary>
    public void Plain(ReadOnlySpan<byte> utf8)
    {
        Separate();
        buffer.Append(utf8);
    }

    public void Bool(bool value) => Plain(value ? "true"u8 : "false"u8);

    /// <summary>A number, a time or an id, formatted in place.</summary>
    public void Plain<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Separate();
        buffer.Append(value);
    }

    public void Time(DateTimeOffset time)
    {
        Separate();
        buffer.AppendTime(time);
    }

    public void Hex(ulong value)
    {
        Separate();
        buffer.AppendHex(value);
    }

    public void Text(string text)
    {
        Separate();
        // Written directly into the buffer, because hardly any text needs a quote or an apostrophe.
        var place = buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, place);
        if (NeedsGuard(place[..length]) || NeedsQuotes(place[..length]))
            Write(place[..length].ToArray());
        else
            buffer.Advance(length);
    }

    /// <summary>Writes any text, guarded and quoted as needed.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        Separate();
        Write(utf8);
    }

    /// <summary>Whether a value is written with an apostrophe in front.</summary>
    public static bool NeedsGuard(string value) => value.Length > 0 && Guard.Contains(value[0], StringComparison.Ordinal);

    /// <summary>Whether a cell is written in quotes.</summary>
    public static bool NeedsQuotes(string cell) => cell.AsSpan().ContainsAny(Quote);

    private static bool NeedsGuard(ReadOnlySpan<byte> utf8) => utf8.Length > 0 && Guarded.Contains(utf8[0]);

    private static bool NeedsQuotes(ReadOnlySpan<byte> utf8) => utf8.ContainsAny(Quoted);

    private void Write(ReadOnlySpan<byte> utf8)
    {
        var guard = NeedsGuard(utf8);
        var quote = NeedsQuotes(utf8);
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
