using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Sites.Model;
using ConsentHub.Consents;

namespace ConsentHub.Duties;

/// <summary>How a system discharged a duty.</summary>
/// <param name="Count">How many items it deleted; null if it does not say.</param>
/// <param name="Evidence">Where the system's own proof is, such as the number of a job; null if it does not say.</param>
/// <param name="Reason">Why it refuses; null unless <paramref name="IsDone"/> is false.</param>
internal sealed record Acknowledgement(bool IsDone, long? Count, string? Evidence, string? Reason);

/// <summary>What became of a duty, in the words of a sealed statement.</summary>
internal enum DutyOutcome
{
    /// <summary>Done by the due time.</summary>
    Kept,

    /// <summary>Done after the due time.</summary>
    Late,

    /// <summary>The system says why it does not do it.</summary>
    Refused,
}

/// <summary>The log entry in which a system says how it discharged a duty. It names no subject. What it says is that system's word.</summary>
/// <param name="LeafIndex">The entry's position in the site's log.</param>
/// <param name="Salt">Kept, because this entry contains nothing to hide.</param>
/// <param name="Body">The sealed content, version 1: canonical JSON.</param>
internal sealed record DutyStatement(long LeafIndex, UInt128 Salt, string Body)
{
    /// <summary>This entry's hash in the ledger.</summary>
    public TreeHash Hash() => LedgerEntry.HashOf(LedgerSalt.ToBytes(Salt), Encoding.UTF8.GetBytes(Body));

    /// <summary>The sealed content as JSON.</summary>
    public JsonObject Record() => JsonNode.Parse(Body)!.AsObject();

    /// <param name="at">When the hub received the acknowledgement, whole milliseconds.</param>
    public static DutyOutcome OutcomeOf(Duty duty, Acknowledgement said, DateTimeOffset at) =>
        !said.IsDone ? DutyOutcome.Refused : at <= duty.Due ? DutyOutcome.Kept : DutyOutcome.Late;

    /// <param name="site">Key of the site.</param>
    /// <param name="at">When the hub received the acknowledgement, whole milliseconds.</param>
    public static string BodyOf(string site, Duty duty, Acknowledgement said, DateTimeOffset at)
    {
        var record = new JsonObject
        {
            ["v"] = 1,
            ["type"] = "duty",
            ["site"] = site,
            ["at"] = Rfc3339.Of(at),
            ["class"] = duty.Class,
            ["notice"] = duty.Notice,
            ["begins"] = Rfc3339.Of(duty.Begins),
            ["due"] = Rfc3339.Of(duty.Due),
            ["by"] = duty.HeldBy,
            ["outcome"] = WireNames<DutyOutcome>.Of(OutcomeOf(duty, said, at)),
        };
        if (duty.After is { } after)
            record["after"] = WireNames<RetentionEvent>.Of(after);
        if (said.Count is { } count)
            record["count"] = count;
        if (said.Evidence is { } evidence)
            record["evidence"] = evidence;
        if (said.Reason is { } reason)
            record["reason"] = reason;

        return Encoding.UTF8.GetString(CanonicalJson.Serialize(record));
    }
}
