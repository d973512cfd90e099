using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;

namespace ConsentHub.Receipts;

/// <summary>Writes one category with its question and choice: the processing part of ISO/IEC TS 27560, with DPV terms.</summary>
internal static class ReceiptProcessing
{
    public static JsonObject Write(JsonObject record, JsonObject category)
    {
        var id = category.Text("id");
        var required = category.Flag("required");
        var granted = SealedChoice.Grants(record, id);
        if (!WireNames<LegalBasis>.TryParse(category.Text("basis"), out var basis))
            throw new InvalidDataException($"\"{category.Text("basis")}\" is not a legal basis");

        var written = new JsonObject
        {
            ["purpose"] = Purpose(category, id),
            ["lawfulBasis"] = Dpv.Basis(basis),
            ["required"] = required,
            ["granted"] = granted,
        };
        if (!required && Dpv.State(basis, granted, SealedChoice.ActionOf(record)) is { } state)
            written["state"] = state;

        written["services"] = new JsonArray([.. category.Objects("services").Select(service => Service(record, service, granted))]);
        return written;
    }

    private static JsonObject Purpose(JsonObject category, string id)
    {
        var purpose = new JsonObject { ["id"] = id, ["name"] = category.Member("name").DeepClone(), ["description"] = category.Member("description").DeepClone() };
        if (Dpv.Purpose(id) is { } type)
            purpose["type"] = type;

        return purpose;
    }

    /// <summary>The recipient as the notice describes it, and whether the visitor allowed it.</summary>
    private static JsonNode Service(JsonObject record, JsonObject service, bool category)
    {
        var written = service.DeepClone();
        written["granted"] = SealedChoice.GrantsService(record, service.Text("id"), category);
        return written;
    }
}
