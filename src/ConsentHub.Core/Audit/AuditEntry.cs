using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.Audit;

/// <summary>An audited action to be appended to the trail.</summary>
/// <param name="Action">A dotted word such as <c>records.export</c>.</param>
/// <param name="Site">Key of the site concerned; null if the action concerns no site.</param>
/// <param name="Detail">Details for a human reader. Never names a visitor or a record.</param>
internal sealed record AuditDraft(Actor Actor, string Action, string? Site, string? Detail);

/// <summary>One audited action as it is sealed.</summary>
/// <param name="Id">Position in the trail: 1, 2, 3 without gaps.</param>
/// <param name="Hash">SHA-256 of the previous entry's hash and this entry's canonical JSON.</param>
/// <param name="Signature">The hub's signature of the hash.</param>
internal sealed record AuditEntry(
    long Id, DateTimeOffset At, ActorKind Actor, long? Key, string Action, string? Site, string? Detail, byte[] Hash, byte[] Signature)
{
    /// <summary>What the hash covers, version 1. Absent values are left out.</summary>
    public byte[] Canonical()
    {
        var json = new JsonObject
        {
            ["v"] = 1,
            ["type"] = "audit",
            ["id"] = Id,
            ["at"] = Rfc3339.Of(At),
            ["actor"] = WireNames<ActorKind>.Of(Actor),
            ["action"] = Action,
        };
        if (Key is { } key)
            json["key"] = key;
        if (Site is not null)
            json["site"] = Site;
        if (Detail is not null)
            json["detail"] = Detail;

        return CanonicalJson.Serialize(json);
    }
}

/// <summary>The end of the trail.</summary>
/// <param name="Id">Id of the last entry; 0 before the first one.</param>
/// <param name="Signature">The hub's signature of id and hash, so that verification detects entries cut off the end.</param>
internal sealed record AuditHead(long Id, byte[] Hash, byte[] Signature)
{
    /// <summary>The head of an empty trail.</summary>
    public static readonly AuditHead Empty = new(0, new byte[32], []);
}
