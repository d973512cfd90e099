using System.Text.Json.Nodes;

namespace ConsentHub.Receipts;

/// <summary>Lists the paths at which two documents differ.</summary>
internal static class JsonDifferences
{
    /// <summary>Paths of the members that are missing from <paramref name="found"/>, unexpected there, or different, such as <c>processing[1].granted</c>.</summary>
    public static IEnumerable<string> Find(JsonNode? expected, JsonNode? found, string path = "") => (expected, found) switch
    {
        (JsonObject e, JsonObject f) => e.Select(m => m.Key).Union(f.Select(m => m.Key), StringComparer.Ordinal)
            .SelectMany(name => FindMember(e, f, name, path.Length == 0 ? name : $"{path}.{name}")),
        (JsonArray e, JsonArray f) when e.Count == f.Count => e.Zip(f).SelectMany((both, i) => Find(both.First, both.Second, $"{path}[{i}]")),
        _ => JsonNode.DeepEquals(expected, found) ? [] : [path],
    };

    /// <summary>A missing member differs from one that is <c>null</c>, although readers treat them alike.</summary>
    private static IEnumerable<string> FindMember(JsonObject expected, JsonObject found, string name, string path) =>
        expected.ContainsKey(name) == found.ContainsKey(name) ? Find(expected[name], found[name], path) : [path];
}
