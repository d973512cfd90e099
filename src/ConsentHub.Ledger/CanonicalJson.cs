using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConsentHub.Ledger;

/// <summary>RFC 8785, the JSON Canonicalization Scheme: one value, one sequence of bytes.</summary>
/// <remarks>
/// Accepts only integers up to 2^53, so that no floating-point formatting is needed, and only valid Unicode.
/// Equal values must give equal bytes in every release: signatures and hashes depend on it.
/// </remarks>
public static class CanonicalJson
{
    private const long MaxInteger = 1L << 53;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidOperationException">A number with a fraction or beyond 2^53.</exception>
    /// <exception cref="ArgumentException">Half a surrogate pair, or a name that occurs twice in one object.</exception>
    public static byte[] Serialize(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return StrictUtf8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteObject(text, members);
                break;
            case JsonArray items:
                WriteArray(text, items);
                break;
            default:
                WriteValue(text, node.AsValue());
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonObject members)
    {
        var separator = '{';
        // Ordinal comparison of .NET strings compares UTF-16 code units, as RFC 8785 section 3.2.3 requires.
        foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            text.Append(separator);
            WriteString(text, name);
            text.Append(':');
            Write(text, value);
            separator = ',';
        }

        text.Append(separator == '{' ? "{}" : "}");
    }

    private static void WriteArray(StringBuilder text, JsonArray items)
    {
        var separator = '[';
        foreach (var item in items)
        {
            text.Append(separator);
            Write(text, item);
            separator = ',';
        }

        text.Append(separator == '[' ? "[]" : "]");
    }

    private static void WriteValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.String:
                WriteString(text, value.GetValue<string>());
                break;
            case JsonValueKind.Number when TryGetInteger(value, out var number) && number is >= -MaxInteger and <= MaxInteger:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidOperationException($"Canonical JSON holds whole numbers up to 2^53 only, not {value.ToJsonString()}.");
        }
    }

    /// <summary>Reads a whole number. A number created in memory can be read only as the type it was created with, so both types are tried.</summary>
    public static bool TryGetInteger(JsonNode? node, out long number)
    {
        number = 0;
        if (node is not JsonValue value)
            return false;

        if (value.TryGetValue(out number))
            return true;

        var found = value.TryGetValue<int>(out var small);
        number = small;
        return found;
    }

    /// <summary>Escapes only the characters that RFC 8785 section 3.2.2.2 names.</summary>
    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        var rest = value.AsSpan();
        for (var at = rest.IndexOfAny(Escaped); at >= 0; at = rest.IndexOfAny(Escaped))
        {
            text.Append(rest[..at]).Append(Escape(rest[at]));
            rest = rest[(at + 1)..];
        }

        text.Append(rest).Append('"');
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => $"\\u{(int)c:x4}",
    };
}
