using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.ConsentLog.Export;

/// <summary>One line of NDJSON exactly as this program writes it.</summary>
/// <remarks>
/// Each line that is read is written again and compared, so every value has one spelling: no white space, no other escape, no other number, no other
/// order of members. A lenient reader then finds nothing in the line that was not checked here.
/// </remarks>
internal static class WrittenLine
{
    // Not for embedding in HTML, so letters of all languages stay as they are.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line with its line break.</summary>
    public static byte[] Of(JsonObject line) => Encoding.UTF8.GetBytes(line.ToJsonString(Plain) + "\n");

    /// <summary>Reads a line without its line break; null where it is no JSON object, or has another spelling.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> line) =>
        StrictJson.TryParse(line, out var node, out _) && node is JsonObject read && Of(read).AsSpan()[..^1].SequenceEqual(line) ? read : null;

    /// <summary>True if the object has exactly these members, in this order.</summary>
    public static bool Has(this JsonObject line, IEnumerable<string> names) => line.Select(m => m.Key).SequenceEqual(names, StringComparer.Ordinal);

    /// <summary>The text of a member; null if the member is no text.</summary>
    public static string? Text(this JsonObject line, string name) => line[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
