using System.Globalization;
using System.Text.Json.Nodes;

namespace ConsentHub.Receipts;

/// <summary>The proof that a record is in a site's log, as a receipt carries it.</summary>
/// <param name="Origin">Name of the log.</param>
/// <param name="Salt">The 16 random bytes that were hashed with the record.</param>
/// <param name="LeafIndex">Position in the log, from 0.</param>
/// <param name="Keys">Every verifier key under this origin, the newest first.</param>
/// <param name="Proof">Text of a <c>c2sp.org/tlog-proof@v1</c>.</param>
internal sealed record LedgerPart(string Origin, byte[] Salt, long LeafIndex, IReadOnlyList<string> Keys, string Proof)
{
    /// <summary>Globally unique id of the receipt: no two logs share an origin.</summary>
    public string ReceiptId => IdOf(Origin, LeafIndex);

    public static string IdOf(string origin, long leafIndex) => string.Create(CultureInfo.InvariantCulture, $"{origin}/{leafIndex}");

    public JsonObject Write() => new()
    {
        ["origin"] = Origin,
        ["salt"] = Convert.ToBase64String(Salt),
        ["leafIndex"] = LeafIndex,
        ["keys"] = new JsonArray([.. Keys.Select(key => (JsonNode?)key)]),
        ["proof"] = Proof,
    };
}
