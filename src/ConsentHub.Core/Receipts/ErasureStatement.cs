using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Sites.Model;

namespace ConsentHub.Receipts;

/// <summary>Writes what was erased and when, with the proof that the erasure is in the log. The statement names no visitor.</summary>
internal static class ErasureStatement
{
    /// <param name="record">Exactly what was sealed.</param>
    /// <param name="ledger">The record's position in the log, and the proof.</param>
    /// <param name="content">The site's current content.</param>
    /// <param name="backups">How long the hub keeps a backup that was made before the erasure.</param>
    public static JsonObject Write(JsonObject record, LedgerPart ledger, SiteFile content, Period backups)
    {
        var statement = Derive(record, ledger.ReceiptId);
        statement.Object("erasure")["backups"] = backups.ToString();
        statement.Object("erasure")["backupsKeptUntil"] = Rfc3339.Of(ErasedAt(record) + backups.Span);

        StatedParties.InsertBefore(statement, "erasure", content);
        statement["record"] = record.DeepClone();
        statement["ledger"] = ledger.Write();
        return statement;
    }

    /// <summary>Derives the members of a statement that the record determines.</summary>
    /// <exception cref="InvalidDataException">A hub would not seal this record. <see cref="ArgumentException"/> means the same.</exception>
    public static JsonObject Derive(JsonObject record, string receiptId)
    {
        var at = ErasedAt(record);
        return new JsonObject
        {
            ["schemaVersion"] = ReceiptDocument.SchemaVersion,
            ["receiptId"] = receiptId,
            ["erasure"] = new JsonObject
            {
                ["records"] = record.List("leaves").Count,
                ["kept"] = new JsonArray("anonymous_counts", "positions", "record_ids"),
                ["recordIdsKeptUntil"] = Rfc3339.Of(at + AppendRules.ErasedIdsKept),
            },
        };
    }

    private static DateTimeOffset ErasedAt(JsonObject record) =>
        Rfc3339.TryParse(record.Text("at"), out var at) ? at : throw new ArgumentException("A sealed removal has a time.", nameof(record));
}
