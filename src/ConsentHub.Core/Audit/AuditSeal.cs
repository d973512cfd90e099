using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Audit;

/// <summary>How the audit trail is sealed: a chain of SHA-256 hashes, each signed with the hub's ledger key (ECDSA P-256), and a signed head.</summary>
/// <remarks>
/// The signatures of entries and of the head cover different texts. Otherwise somebody could delete the last entries and use the signature
/// of the last remaining entry as the signature of the head.
/// </remarks>
internal static class AuditSeal
{
    private static readonly byte[] EntryContext = Encoding.ASCII.GetBytes("consenthub/audit-entry/v1\0");
    private static readonly byte[] HeadContext = Encoding.ASCII.GetBytes("consenthub/audit-head/v1\0");

    /// <param name="previous">Hash of the entry before; 32 zero bytes for the first.</param>
    public static byte[] HashOf(byte[] previous, AuditEntry entry) => SHA256.HashData([.. previous, .. entry.Canonical()]);

    /// <summary>The bytes that an entry's signature covers.</summary>
    public static byte[] SignedOf(AuditEntry entry) => [.. EntryContext, .. entry.Hash];

    /// <summary>The bytes that the head's signature covers.</summary>
    public static byte[] SignedOf(AuditHead head)
    {
        var id = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(id, head.Id);
        return [.. HeadContext, .. id, .. head.Hash];
    }
}

/// <summary>Seals entries one after the other; the store calls it while it holds the lock of the trail's head.</summary>
/// <param name="sign">Signs bytes with the hub's ledger key.</param>
internal sealed class AuditSealer(Func<byte[], byte[]> sign)
{
    public Func<byte[], byte[]> Sign => sign;

    public (AuditEntry Entry, AuditHead Head) Seal(AuditDraft draft, AuditHead head, DateTimeOffset now)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var entry = new AuditEntry(head.Id + 1, at, draft.Actor.Kind, draft.Actor.Key, draft.Action, draft.Site, draft.Detail, [], []);
        entry = entry with { Hash = AuditSeal.HashOf(head.Hash, entry) };
        entry = entry with { Signature = sign(AuditSeal.SignedOf(entry)) };
        var next = new AuditHead(entry.Id, entry.Hash, []);
        return (entry, next with { Signature = sign(AuditSeal.SignedOf(next)) });
    }
}
