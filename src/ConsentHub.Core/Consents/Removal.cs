using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.Consents;

/// <summary>Why records were removed.</summary>
internal enum ErasureReason
{
    /// <summary>The visitor asked, GDPR Art. 17.</summary>
    VisitorRequest = 0,

    /// <summary>An administrator acted on a request.</summary>
    AdminRequest = 1,

    /// <summary>The period that the site's notices promise is over.</summary>
    Retention = 2,
}

/// <summary>The log entry that names the positions whose records were removed. It names neither visitor nor record.</summary>
/// <param name="LeafIndex">The entry's own position.</param>
/// <param name="Leaves">The positions of the removed records, ascending.</param>
/// <param name="Salt">Kept, because this entry contains nothing to hide.</param>
internal sealed record Removal(long LeafIndex, DateTimeOffset At, ErasureReason Reason, IReadOnlyList<long> Leaves, UInt128 Salt)
{
    /// <summary>The sealed content, version 1.</summary>
    public JsonObject Record(string site) => new()
    {
        ["v"] = 1,
        ["type"] = "removal",
        ["site"] = site,
        ["at"] = Rfc3339.Of(At),
        ["reason"] = WireNames<ErasureReason>.Of(Reason),
        ["leaves"] = new JsonArray([.. Leaves.Select(l => JsonValue.Create(l))]),
    };

    /// <summary>This entry's hash in the ledger.</summary>
    public TreeHash HashFor(string site) => LedgerEntry.HashOf(LedgerSalt.ToBytes(Salt), CanonicalJson.Serialize(Record(site)));
}
