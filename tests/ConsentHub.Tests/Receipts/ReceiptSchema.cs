using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Receipts;

/// <summary>Checks a document against the published schema, with the keywords that it uses; an unknown one is an error, not a gap.</summary>
internal static class ReceiptSchema
{
    private static readonly string[] Remarks = ["$schema", "$id", "$defs", "title", "description", "format"];

    private static readonly JsonNode Root = JsonNode.Parse(File.ReadAllText(Path.Combine(TestSite.Folder, "..", "wwwroot", "schemas", "receipt-1.json")))!;

    /// <summary>What is wrong, each with its path; nothing where the document is valid.</summary>
    public static IReadOnlyList<string> Check(JsonNode? document) => [.. Faults(Root.AsObject(), document, "$")];

    private static IEnumerable<string> Faults(JsonObject schema, JsonNode? value, string path) =>
        schema.Where(keyword => !Remarks.Contains(keyword.Key, StringComparer.Ordinal)).SelectMany(keyword => Faults(schema, keyword.Key, keyword.Value!, value, path));

    private static IEnumerable<string> Faults(JsonObject schema, string keyword, JsonNode rule, JsonNode? value, string path) => keyword switch
    {
        "$ref" => Faults(Root["$defs"]![((string)rule!)["#/$defs/".Length..]]!.AsObject(), value, path),
        "oneOf" => Unless(Passing(rule, value, path) == 1, $"{path} must be exactly one of several: {string.Join("; ", rule.AsArray().SelectMany(r => Faults(r!.AsObject(), value, path)))}"),
        "anyOf" => Unless(Passing(rule, value, path) > 0, $"{path} must be one of several"),
        "type" => Unless(TypeOf(value, (string)rule!), $"{path} must be {rule}"),
        "const" => Unless(JsonNode.DeepEquals(rule, value), $"{path} must be {rule.ToJsonString()}"),
        "enum" => Unless(rule.AsArray().Any(r => JsonNode.DeepEquals(r, value)), $"{path} must be one of {rule.ToJsonString()}"),
        "pattern" when value is JsonValue text => Unless(Regex.IsMatch((string)text!, (string)rule!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)), $"{path} must match {rule}"),
        "minLength" when value is JsonValue text => Unless(((string)text!).Length >= (int)rule, $"{path} is too short"),
        "maxLength" when value is JsonValue text => Unless(((string)text!).Length <= (int)rule, $"{path} is too long"),
        "minimum" when value is JsonValue number => Unless((long)number >= (long)rule, $"{path} is too small"),
        "maximum" when value is JsonValue number => Unless((long)number <= (long)rule, $"{path} is too large"),
        "required" when value is JsonObject members => rule.AsArray().Select(r => (string)r!).Where(name => !members.ContainsKey(name)).Select(name => $"{path}.{name} is missing"),
        "properties" when value is JsonObject members => rule.AsObject().Where(r => members.ContainsKey(r.Key)).SelectMany(r => Faults(r.Value!.AsObject(), members[r.Key], $"{path}.{r.Key}")),
        "propertyNames" when value is JsonObject members => members.SelectMany(m => Faults(rule.AsObject(), JsonValue.Create(m.Key), $"{path}.{m.Key}")),
        "additionalProperties" when value is JsonObject members => members.Where(m => schema["properties"]?[m.Key] is null).SelectMany(m => Additional(rule, m.Value, $"{path}.{m.Key}")),
        "items" when value is JsonArray items => items.SelectMany((item, i) => Faults(rule.AsObject(), item, $"{path}[{i}]")),
        "minItems" when value is JsonArray items => Unless(items.Count >= (int)rule, $"{path} has too few"),
        "maxItems" when value is JsonArray items => Unless(items.Count <= (int)rule, $"{path} has too many"),
        "uniqueItems" when value is JsonArray items => Unless(items.Select(i => i?.ToJsonString()).Distinct(StringComparer.Ordinal).Count() == items.Count, $"{path} has one twice"),
        "minLength" or "maxLength" or "pattern" or "minimum" or "maximum" or "required" or "properties" or "propertyNames" or "additionalProperties" or "items" or "minItems" or "maxItems" or "uniqueItems" => [],
        _ => throw new NotSupportedException($"The schema uses {keyword}, which this check does not know."),
    };

    private static IEnumerable<string> Additional(JsonNode rule, JsonNode? value, string path) =>
        rule is JsonObject schema ? Faults(schema, value, path) : Unless((bool)rule, $"{path} is not known");

    private static int Passing(JsonNode rules, JsonNode? value, string path) => rules.AsArray().Count(r => !Faults(r!.AsObject(), value, path).Any());

    private static bool TypeOf(JsonNode? value, string type) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "integer",
        _ => false,
    };

    private static string[] Unless(bool holds, string fault) => holds ? [] : [fault];
}
