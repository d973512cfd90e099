using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Receipts;

namespace ConsentHub.Verification.Receipts;

/// <summary>Reads and verifies a receipt, or a statement of an erasure or a duty, from untrusted bytes.</summary>
/// <remarks><c>src/verify</c> does the same in the browser. A test runs both over thousands of mutants and compares every verdict.</remarks>
internal static class ReceiptFile
{
    private static readonly DocumentSchema Schema = Load();

    /// <summary>Reads only documents that match <c>wwwroot/schemas/receipt-1.json</c>.</summary>
    /// <param name="reason">Why the document was refused, as a sentence. No input causes an exception.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out JsonObject? receipt, [NotNullWhen(false)] out string? reason)
    {
        receipt = null;
        if (!StrictJson.TryParse(utf8, out var node, out reason))
            reason = $"This is no receipt: the file {reason}.";
        else if (node is not JsonObject document)
            reason = "This is no receipt: the file is not a JSON object.";
        else if (Schema.Error(KindOf(document), document) is { } error)
            reason = $"This is not a receipt of version 1, as its schema says: {error}.";
        else
            receipt = document;

        return receipt is not null;
    }

    /// <summary>Runs every check on a parsed receipt: on its sealed content, and on the values that follow from this content.</summary>
    public static ReceiptVerdict Verify(JsonObject receipt, IReadOnlyList<VerifierKey> keys)
    {
        var verdict = ReceiptVerifier.Verify(receipt, keys);
        return verdict.Holds ? new ReceiptVerdict([.. verdict.Checks, DerivedMembers.Check(receipt)]) : verdict;
    }

    /// <summary>The keys inside a receipt; unreadable ones are ignored.</summary>
    public static IReadOnlyList<VerifierKey> KeysOf(JsonObject receipt) =>
        [.. receipt["ledger"]!["keys"]!.AsArray().Select(text => VerifierKey.TryParse((string)text!, out var key) ? key : null).OfType<VerifierKey>()];

    /// <summary>Whether the record is a sealed removal according to the same schema.</summary>
    public static bool IsRemoval(JsonObject record) => Schema.Error("removalRecord", record) is null;

    /// <summary>Whether the record is a sealed statement about a duty according to the same schema.</summary>
    public static bool IsDuty(JsonObject record) => Schema.Error("dutyRecord", record) is null;

    private static string KindOf(JsonObject document) => TypeOf(document) switch
    {
        "removal" => "erasureStatement",
        "duty" => "dutyStatement",
        _ => "consentReceipt",
    };

    private static string? TypeOf(JsonObject document) =>
        document["record"] is JsonObject record && record["type"] is JsonValue type && type.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Loads the schema from the program itself, because a file beside the program could be changed together with the receipt.</summary>
    private static DocumentSchema Load()
    {
        using var stream = typeof(ReceiptFile).Assembly.GetManifestResourceStream("receipt-1.json")!;
        return new DocumentSchema(JsonNode.Parse(stream)!.AsObject());
    }
}
