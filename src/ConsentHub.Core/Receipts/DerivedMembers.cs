using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.Receipts;

/// <summary>
/// Checks the derived members of a receipt or statement. Derived are all members that are neither sealed nor stated by the site; they must follow from record and notice.
/// </summary>
/// <remarks>Complements <see cref="ReceiptVerifier"/>, which checks the sealed members. <c>docs/receipts.md</c> says which members are which.</remarks>
internal static class DerivedMembers
{
    /// <summary>Name of the check.</summary>
    public const string Name = "derived";

    private const int Named = 5;

    private static readonly string[] StatedInReceipts = ["storageLocations", "retention", "withdrawal", "record", "ledger"];
    private static readonly string[] StatedInErasures = ["controller", "contact", "erasure.backups", "erasure.backupsKeptUntil", "record", "ledger"];
    private static readonly string[] StatedInDuties = ["controller", "contact", "duty.name", "record", "ledger"];

    /// <summary>Members that must be equal in a notice and in a record sealed with it, by their name in each.</summary>
    private static readonly (string Notice, string Record)[] SaidTwice =
        [("site", "site"), ("version", "notice"), ("lang", "lang"), ("region", "regionShown"), ("model", "model")];

    /// <returns>A failure names the paths of members that differ, are missing or are unknown. Never throws for bad input.</returns>
    public static ReceiptCheck Check(JsonObject receipt)
    {
        try
        {
            var differing = Differing(receipt);
            return new ReceiptCheck(Name, differing.Count == 0
                ? null
                : $"The receipt differs from the sealed record in: {string.Join(", ", differing.Take(Named))}{(differing.Count > Named ? $" and {differing.Count - Named} more" : "")}.");
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ArgumentException)
        {
            return new ReceiptCheck(Name, $"The receipt can't be compared with what was sealed: {e.Message}.");
        }
    }

    private static List<string> Differing(JsonObject receipt)
    {
        var record = receipt.Object("record");
        var ledger = receipt.Object("ledger");
        var id = LedgerPart.IdOf(ledger.Text("origin"), ledger.Number("leafIndex"));
        if (record.Text("type") == "removal")
            return [.. JsonDifferences.Find(ErasureStatement.Derive(record, id), receipt).Except(StatedInErasures, StringComparer.Ordinal)];
        if (record.Text("type") == "duty")
            return [.. JsonDifferences.Find(DutyDocument.Derive(record, id), receipt).Except(StatedInDuties, StringComparer.Ordinal)];

        var notice = receipt.Object("notice");
        return
        [
            .. SaidTwice.Where(both => !JsonNode.DeepEquals(notice[both.Notice], record[both.Record])).Select(both => $"notice.{both.Notice}"),
            .. JsonDifferences.Find(ReceiptDocument.Derive(record, id, notice), receipt).Except(StatedInReceipts, StringComparer.Ordinal),
        ];
    }
}
