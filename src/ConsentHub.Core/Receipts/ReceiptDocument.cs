using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;

namespace ConsentHub.Receipts;

/// <summary>Writes a receipt of a choice: the sealed record, its proof, and the record in the terms of ISO/IEC TS 27560 and DPV.</summary>
/// <remarks>
/// <c>docs/receipts.md</c> and <c>wwwroot/schemas/receipt-1.json</c> describe every member. The site states <c>storageLocations</c>,
/// <c>retention</c> and <c>withdrawal</c>. A verifier derives all other members again from the record, the notice and the ledger alone,
/// so changing a rule here requires a new version of the format.
/// </remarks>
internal static class ReceiptDocument
{
    public const string SchemaVersion = "consenthub/receipt/v1";
    private const string Profile = "dpv-27560:receipt-eu-gdpr";

    /// <param name="record">Exactly what was sealed.</param>
    /// <param name="ledger">The record's position in the log, and the proof.</param>
    /// <param name="notice">The notice as it was shown, whose hash the record names.</param>
    /// <param name="content">The site as that notice version published it.</param>
    /// <param name="preferences">Public address of the preference page; null if the hub has no public address.</param>
    public static JsonObject Write(JsonObject record, LedgerPart ledger, JsonObject notice, SiteFile content, Uri? preferences)
    {
        var receipt = Derive(record, ledger.ReceiptId, notice);
        foreach (var (name, value) in Stated(content, notice.Text("lang"), preferences))
            receipt.Insert(receipt.IndexOf("events"), name, value);

        receipt["record"] = record.DeepClone();
        receipt["ledger"] = ledger.Write();
        return receipt;
    }

    /// <summary>Derives the members of a receipt that record and notice determine.</summary>
    /// <exception cref="InvalidDataException">A hub would not seal this record or notice. <see cref="ArgumentException"/> and <see cref="InvalidOperationException"/> mean the same.</exception>
    public static JsonObject Derive(JsonObject record, string receiptId, JsonObject notice)
    {
        var controller = notice.Object("controller");
        var receipt = new JsonObject
        {
            ["schemaVersion"] = SchemaVersion,
            ["profile"] = Profile,
            ["receiptId"] = receiptId,
            ["principalId"] = record["visitor"]?.DeepClone(),
        };
        if (controller["country"] is { } country)
            receipt["jurisdiction"] = country.DeepClone();

        receipt["controller"] = controller.DeepClone();
        receipt["contact"] = notice.Object("privacyContact").DeepClone();
        receipt["notice"] = notice.DeepClone();
        receipt["processing"] = new JsonArray([.. notice.Objects("categories").Select(category => ReceiptProcessing.Write(record, category))]);
        receipt["events"] = new JsonArray(ReceiptEvent.Write(record, notice));
        return receipt;
    }

    private static IEnumerable<(string Name, JsonNode Value)> Stated(SiteFile content, string lang, Uri? preferences)
    {
        if (content.Residency.Count > 0)
            yield return ("storageLocations", new JsonArray([.. content.Residency.Select(place => (JsonNode?)place)]));
        if (content.Retention.Count > 0)
            yield return ("retention", new JsonArray([.. content.Retention.Select(kept => Retention(kept, lang))]));
        if (preferences is not null)
            yield return ("withdrawal", preferences.AbsoluteUri);
    }

    private static JsonObject Retention(RetentionClass kept, string lang)
    {
        var written = new JsonObject { ["id"] = kept.Id, ["name"] = kept.Name[lang] };
        if (kept.Period is not null)
            written["period"] = kept.Period;
        if (kept.After is { } begin)
            written["after"] = WireNames<RetentionEvent>.Of(begin);
        if (kept.While is not null)
            written["while"] = kept.While;
        if (kept.Basis is { } basis)
            written["basis"] = WireNames<LegalBasis>.Of(basis);

        return written;
    }
}
