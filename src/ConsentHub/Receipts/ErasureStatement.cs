using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Sites;

namespace ConsentHub.Receipts;

/// <summary>Writes what was erased and when, with the proof that the erasure stands in the log. It names no visitor.</summary>
internal static class ErasureStatement
{
    /// <summary>How long the random ids of erased records are kept, so that a late repetition brings none back.</summary>
    private const int DaysOfIds = 90;

    /// <param name="record">Exactly what was sealed.</param>
    /// <param name="ledger">Where it stands in the log, and the proof.</param>
    /// <param name="content">The site now.</param>
    /// <param name="backups">How long a backup made earlier is kept, an ISO 8601 period; null where none is made.</param>
    public static JsonObject Write(JsonObject record, LedgerPart ledger, SiteFile content, string? backups)
    {
        if (!Rfc3339.TryParse((string?)record["at"], out var at))
            throw new ArgumentException("A sealed removal has a time.", nameof(record));

        var erasure = new JsonObject
        {
            ["records"] = record["leaves"]!.AsArray().Count,
            ["kept"] = new JsonArray("anonymous_counts", "positions", "record_ids"),
            ["recordIdsKeptUntil"] = Rfc3339.Of(at.AddDays(DaysOfIds)),
        };
        if (backups is not null)
            erasure["backups"] = backups;

        return new JsonObject
        {
            ["schemaVersion"] = ReceiptDocument.SchemaVersion,
            ["receiptId"] = ledger.ReceiptId,
            ["controller"] = JsonSerializer.SerializeToNode(content.Controller, SiteFileJson.Default.Controller),
            ["contact"] = JsonSerializer.SerializeToNode(content.PrivacyContact, SiteFileJson.Default.PrivacyContact),
            ["erasure"] = erasure,
            ["record"] = record.DeepClone(),
            ["ledger"] = ledger.Write(),
        };
    }
}
