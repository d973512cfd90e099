using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.ConsentLog.Export;

/// <summary>One line of NDJSON exactly as this program writes it.</summary>
/// <remarks>
/// The reader writes each line again and compares the two. So each line has one spelling: white space, escapes, numbers and the order of
/// members can't differ. A more lenient reader can't find anything in the line that this program did not check.
/// </remarks>
internal static class WrittenLine
{
    // The output is not embedded in HTML, so letters of all languages need no escape.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line with its line break.</summary>
    public static byte[] Of(JsonObject line) => Encoding.UTF8.GetBytes(line.ToJsonString(Plain) + "\n");

    /// <summary>Reads a line without its line break; null if it is not a JSON object or is spelled differently.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> line) =>
        StrictJson.TryParse(line, out var node, out _) && node is JsonObject read && Of(read).AsSpan()[..^1].SequenceEqual(line) ? read : null;

    /// <summary>True if the object has exactly these members, in this order.</summary>
    public static bool Has(this JsonObject line, IEnumerable<string> names) => line.Select(m => m.Key).SequenceEqual(names, StringComparer.Ordinal);

    /// <summary>The text of a member; null if the member is not a string.</summary>
    public static string? Text(this JsonObject line, string name) => line[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
