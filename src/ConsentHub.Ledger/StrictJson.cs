using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConsentHub.Ledger;

/// <summary>Reads JSON that every reader interprets alike: I-JSON (RFC 7493), bounded, with whole numbers in one spelling.</summary>
/// <remarks>
/// Refuses a byte order mark, bytes that are not UTF-8, half a surrogate pair, and a name that occurs twice in one object.
/// Refuses a number with a fraction or an exponent, a negative zero, and a number beyond 2^53 - 1.
/// Refuses more than <see cref="MaxDepth"/> levels and more than <see cref="MaxBytes"/>.
/// </remarks>
public static class StrictJson
{
    /// <summary>Longer text is refused. The limit leaves room for an erasure statement that names many positions.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Levels of objects and arrays.</summary>
    public const int MaxDepth = 64;

    private const long MaxInteger = (1L << 53) - 1;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="utf8">One JSON text.</param>
    /// <param name="node">The value; null also for the JSON text <c>null</c>.</param>
    /// <param name="reason">Why the text is refused, as a predicate: the caller supplies the subject. Null if it is accepted.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out JsonNode? node, [NotNullWhen(false)] out string? reason)
    {
        node = null;
        try
        {
            reason = Check(utf8);
            if (reason is null)
                node = JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            reason = $"is no JSON: line {((e.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture)} can't be read, or the JSON is nested deeper than {MaxDepth} levels";
        }
        catch (InvalidOperationException)
        {
            reason = "has text with half a surrogate pair";
        }

        return reason is null;
    }

    /// <exception cref="JsonException">The text is not JSON, or is nested too deeply.</exception>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    private static string? Check(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            return $"is longer than {MaxBytes / 1024 / 1024} MiB";
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            return "begins with a byte order mark; save it as UTF-8 without one";
        if (!IsUtf8(utf8))
            return "is not UTF-8";

        var names = new Stack<HashSet<string>>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    names.Pop();
                    break;
                case JsonTokenType.PropertyName when reader.GetString() is { } name && !names.Peek().Add(name):
                    return $"names {JsonValue.Create(name).ToJsonString()} twice in one object";
                case JsonTokenType.String:
                    reader.GetString();
                    break;
                case JsonTokenType.Number when !IsPlain(reader.ValueSpan):
                    return $"has the number {Shown(reader.ValueSpan)}, which is not a whole number up to 2^53 - 1 in plain digits";
                default:
                    break;
            }
        }

        return null;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            StrictUtf8.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool IsPlain(ReadOnlySpan<byte> digits)
    {
        var text = Encoding.ASCII.GetString(digits[..Math.Min(digits.Length, 20)]);
        return digits.Length <= 17
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number is >= -MaxInteger and <= MaxInteger
            && number.ToString(CultureInfo.InvariantCulture) == text;
    }

    private static string Shown(ReadOnlySpan<byte> digits) => Encoding.ASCII.GetString(digits[..Math.Min(digits.Length, 40)]);
}
