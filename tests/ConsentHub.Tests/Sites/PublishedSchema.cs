using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace ConsentHub.Tests.Sites;

/// <summary>The JSON Schemas that the hub publishes, applied by a validator from another project.</summary>
internal static class PublishedSchema
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private static readonly JsonSchema Receipt = Read("receipt-1.json"), Site = Read("site-1.json");

    /// <summary>The errors of a receipt, each with its path; none if it is valid.</summary>
    public static IReadOnlyList<string> CheckReceipt(JsonNode? document) => Check(Receipt, document);

    /// <summary>The errors of a site file, in the same form.</summary>
    public static IReadOnlyList<string> CheckSite(JsonNode? document) => Check(Site, document);

    private static IReadOnlyList<string> Check(JsonSchema schema, JsonNode? document)
    {
        var result = schema.Evaluate(JsonSerializer.SerializeToElement(document), Options);
        return result.IsValid ? [] : [.. result.Details!.Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Values.Select(error => $"{d.InstanceLocation} {error}")), "not valid"];
    }

    private static JsonSchema Read(string file) => JsonSchema.FromText(File.ReadAllText(Path.Combine(TestSite.Folder, "..", "wwwroot", "schemas", file)));
}
