using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Receipts;

/// <summary>Validates a document against one of the hub's published JSON Schemas (2020-12). Supports the keywords that these schemas use.</summary>
/// <remarks>
/// An unknown keyword is an error, and is never ignored. <c>src/verify/schema.ts</c> is the twin of this class: both read the same schema, and must agree on every document.
/// Patterns therefore use only syntax with the same meaning in ECMAScript and .NET, and are anchored at both ends.
/// </remarks>
internal sealed class DocumentSchema(JsonObject root)
{
    private static readonly string[] Remarks = ["$schema", "$id", "$defs", "title", "description"];
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>The first error, such as <c>ledger.salt does not match …</c>; null if the document is valid.</summary>
    public string? Error(string definition, JsonNode? document) => Error(root["$defs"]![definition]!.AsObject(), document, "");

    private string? Error(JsonObject schema, JsonNode? value, string path)
    {
        foreach (var (keyword, rule) in schema)
        {
            if (Array.IndexOf(Remarks, keyword) < 0 && Error(schema, keyword, rule!, value, path) is { } error)
                return error;
        }

        return null;
    }

    private string? Error(JsonObject schema, string keyword, JsonNode rule, JsonNode? value, string path) => keyword switch
    {
        "$ref" => Error(root["$defs"]![((string)rule!)["#/$defs/".Length..]]!.AsObject(), value, path),
        "oneOf" => Unless(Passing(rule, value) == 1, path, "does not have exactly one of the allowed forms"),
        "anyOf" => Unless(Passing(rule, value) > 0, path, "has none of the allowed forms"),
        "type" => Unless(IsOfType(value, (string)rule!), path, $"is not of type {(string)rule!}"),
        "const" => Unless(JsonNode.DeepEquals(rule, value), path, $"is not {rule.ToJsonString()}"),
        "enum" => Unless(rule.AsArray().Any(r => JsonNode.DeepEquals(r, value)), path, "is none of the allowed values"),
        "pattern" => UnlessText(value, text => PatternOf((string)rule!).IsMatch(text), path, $"does not match {(string)rule!}"),
        "format" => UnlessText(value, text => IsTime((string)rule!, text), path, "is no time of the calendar"),
        "minLength" => UnlessText(value, text => LengthOf(text) >= (int)rule, path, "is too short"),
        "maxLength" => UnlessText(value, text => LengthOf(text) <= (int)rule, path, "is too long"),
        "minimum" => UnlessNumber(value, number => number >= (long)rule, path, "is too small"),
        "maximum" => UnlessNumber(value, number => number <= (long)rule, path, "is too large"),
        "required" => value is JsonObject members ? First(rule.AsArray(), name => Unless(members.ContainsKey((string)name!), Join(path, (string)name!), "is missing")) : null,
        "properties" => value is JsonObject members ? First(rule.AsObject(), r => members.ContainsKey(r.Key) ? Error(r.Value!.AsObject(), members[r.Key], Join(path, r.Key)) : null) : null,
        "propertyNames" => value is JsonObject members ? First(members, m => Error(rule.AsObject(), JsonValue.Create(m.Key), Join(path, m.Key))) : null,
        "additionalProperties" => value is JsonObject members ? First(members, m => schema["properties"]?[m.Key] is null ? Additional(rule, m.Value, Join(path, m.Key)) : null) : null,
        "items" => value is JsonArray items ? First(items.Index(), item => Error(rule.AsObject(), item.Item, $"{path}[{item.Index.ToString(CultureInfo.InvariantCulture)}]")) : null,
        "minItems" => Unless(value is not JsonArray items || items.Count >= (int)rule, path, "has too few items"),
        "maxItems" => Unless(value is not JsonArray items || items.Count <= (int)rule, path, "has too many items"),
        "uniqueItems" => Unless(value is not JsonArray items || items.Select(i => i?.ToJsonString() ?? "null").Distinct(StringComparer.Ordinal).Count() == items.Count, path, "has a duplicate item"),
        _ => throw new NotSupportedException($"The schema uses {keyword}, which is not known here."),
    };

    private string? Additional(JsonNode rule, JsonNode? value, string path) =>
        rule is JsonObject schema ? Error(schema, value, path) : Unless((bool)rule, path, "is not known");

    private int Passing(JsonNode rules, JsonNode? value) => rules.AsArray().Count(r => Error(r!.AsObject(), value, "") is null);

    private static bool IsOfType(JsonNode? value, string type) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "integer" && CanonicalJson.TryGetInteger(value, out _),
        _ => false,
    };

    /// <summary>Uses <c>\z</c> instead of <c>$</c>, which in .NET also matches before a final line break.</summary>
    private static Regex PatternOf(string pattern) => Patterns.GetOrAdd(pattern, static p => new Regex(
        p.EndsWith('$') ? $"{p[..^1]}\\z" : p, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10)));

    private static bool IsTime(string format, string text) => format == "date-time"
        ? Rfc3339.TryParse(text, out var time) && Rfc3339.Of(time) == text
        : throw new NotSupportedException($"The schema uses the format {format}, which is not known here.");

    private static int LengthOf(string text) => text.EnumerateRunes().Count();

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string? First<T>(IEnumerable<T> items, Func<T, string?> error) => items.Select(error).FirstOrDefault(f => f is not null);

    private static string? Unless(bool holds, string path, string error) => holds ? null : $"{(path.Length == 0 ? "the document" : path)} {error}";

    private static string? UnlessText(JsonNode? value, Func<string, bool> holds, string path, string error) =>
        Unless(value?.GetValueKind() != JsonValueKind.String || holds(value.GetValue<string>()), path, error);

    private static string? UnlessNumber(JsonNode? value, Func<long, bool> holds, string path, string error) =>
        Unless(value?.GetValueKind() != JsonValueKind.Number || (CanonicalJson.TryGetInteger(value, out var number) && holds(number)), path, error);
}
