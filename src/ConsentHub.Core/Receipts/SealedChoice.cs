using System.Text.Json.Nodes;
using ConsentHub.Consents;

namespace ConsentHub.Receipts;

/// <summary>Reads the values of a sealed record that a receipt needs.</summary>
internal static class SealedChoice
{
    public static bool Grants(JsonObject record, string category) => (bool?)record["choices"]?[category] ?? false;

    /// <summary>A service's own choice, if it has one; otherwise its category's.</summary>
    public static bool GrantsService(JsonObject record, string service, bool category) => (bool?)record["services"]?[service] ?? category;

    /// <summary>Whether the choice allows anything that it could have refused.</summary>
    public static bool GrantsAnything(JsonObject record, JsonObject notice) =>
        notice.Objects("categories").Any(category => !category.Flag("required") && Grants(record, category.Text("id")))
        || (record["services"] is JsonObject services && services.Any(service => services.Flag(service.Key)));

    public static ConsentAction ActionOf(JsonObject record) =>
        WireNames<ConsentAction>.TryParse(record.Text("action"), out var action)
            ? action : throw new ArgumentException($"\"{record["action"]}\" is not an action of a sealed record.", nameof(record));
}
