using System.Text.Json.Nodes;

namespace ConsentHub.Receipts;

/// <summary>Reads members of untrusted JSON: a member that is missing or of another type is an <see cref="InvalidDataException"/>.</summary>
internal static class JsonMembers
{
    public static JsonNode Member(this JsonObject parent, string name) => parent[name] ?? throw Wrong(name, "missing");

    public static JsonObject Object(this JsonObject parent, string name) => parent[name] as JsonObject ?? throw Wrong(name, "not an object");

    public static JsonArray List(this JsonObject parent, string name) => parent[name] as JsonArray ?? throw Wrong(name, "not a list");

    public static IEnumerable<JsonObject> Objects(this JsonObject parent, string name) =>
        parent.List(name).Select(item => item as JsonObject ?? throw Wrong(name, "not a list of objects"));

    public static string Text(this JsonObject parent, string name) => parent.Value<string>(name, "no text");

    public static bool Flag(this JsonObject parent, string name) => parent.Value<bool>(name, "neither true nor false");

    public static long Number(this JsonObject parent, string name) => parent.Value<long>(name, "not a whole number");

    private static T Value<T>(this JsonObject parent, string name, string error) =>
        parent[name] is JsonValue value && value.TryGetValue<T>(out var read) ? read : throw Wrong(name, error);

    private static InvalidDataException Wrong(string name, string error) => new($"{name} is {error}");
}
