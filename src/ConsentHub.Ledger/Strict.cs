using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Unicode;

namespace ConsentHub.Ledger;

/// <summary>The small grammars that several texts share. Each value has one spelling; any other is refused, never corrected.</summary>
internal static class Strict
{
    /// <summary>RFC 4648 section 4: padded, without white space and without stray bits at the end.</summary>
    public static bool TryBase64(string? text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text is null)
            return false;

        // The framework ignores white space and stray bits; encoding the bytes again reveals them.
        var buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, buffer, out var length) || Convert.ToBase64String(buffer, 0, length) != text)
            return false;

        bytes = buffer[..length];
        return true;
    }

    /// <summary>A whole number from 0 in ASCII digits, without sign, white space or leading zeros.</summary>
    public static bool TryDecimal(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number.ToString(CultureInfo.InvariantCulture) == text;

    /// <summary>C2SP signed-note: a key's name is not empty and holds no white space, plus sign or control character.</summary>
    public static bool IsKeyName(string name) =>
        name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    /// <summary>C2SP signed-note: valid Unicode, no control character below U+0020 but the newline; at most <paramref name="maxBytes"/> of UTF-8.</summary>
    public static bool IsNoteText(string text, int maxBytes) =>
        text.Length <= maxBytes
        && !text.Any(c => c < ' ' && c != '\n')
        && Utf8.FromUtf16(text, new byte[maxBytes], out _, out _, replaceInvalidSequences: false) == OperationStatus.Done;
}
