using System.Text.Json.Nodes;
using ConsentHub.Duties;
using ConsentHub.Sites.Model;

namespace ConsentHub.Receipts;

/// <summary>Writes what a system said about a duty, with the proof that the statement is in the log. The document names no subject.</summary>
internal static class DutyDocument
{
    /// <param name="record">Exactly what was sealed.</param>
    /// <param name="ledger">The record's position in the log, and the proof.</param>
    /// <param name="content">The site's current content.</param>
    /// <param name="name">The name of the class of data as visitors read it; null if no notice has it.</param>
    public static JsonObject Write(JsonObject record, LedgerPart ledger, SiteFile content, string? name)
    {
        var statement = Derive(record, ledger.ReceiptId);
        if (name is not null)
            statement.Object("duty").Insert(1, "name", name);

        StatedParties.InsertBefore(statement, "duty", content);
        statement["record"] = record.DeepClone();
        statement["ledger"] = ledger.Write();
        return statement;
    }

    /// <summary>Derives the members of a statement that the record determines.</summary>
    /// <exception cref="InvalidDataException">A hub would not seal this record. <see cref="ArgumentException"/> means the same.</exception>
    public static JsonObject Derive(JsonObject record, string receiptId)
    {
        var (at, due) = (TimeOf(record, "at"), TimeOf(record, "due"));
        if (!WireNames<DutyOutcome>.TryParse(record.Text("outcome"), out var outcome) || (outcome != DutyOutcome.Refused && outcome != (at <= due ? DutyOutcome.Kept : DutyOutcome.Late)))
            throw new InvalidDataException("outcome does not follow from at and due");

        var duty = new JsonObject
        {
            ["class"] = record.Text("class"),
            ["by"] = record.Text("by"),
            ["begins"] = Rfc3339.Of(TimeOf(record, "begins")),
            ["due"] = Rfc3339.Of(due),
            ["outcome"] = WireNames<DutyOutcome>.Of(outcome),
        };
        if (outcome != DutyOutcome.Refused)
            duty["done"] = Rfc3339.Of(at);

        return new JsonObject { ["schemaVersion"] = ReceiptDocument.SchemaVersion, ["receiptId"] = receiptId, ["duty"] = duty };
    }

    private static DateTimeOffset TimeOf(JsonObject record, string name) =>
        Rfc3339.TryParse(record.Text(name), out var time) ? time : throw new ArgumentException("A sealed statement has its times.", nameof(record));
}
