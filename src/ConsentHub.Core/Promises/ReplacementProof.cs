using System.Buffers.Binary;
using System.Security.Cryptography;
using ConsentHub.Keys;

namespace ConsentHub.Promises;

/// <summary>
/// Proves that the hub stored when a record was replaced, after it removed the record that took its place. Somebody with write access to the
/// database alone can't compute the keyed hash, so a forged row removes nothing early.
/// </summary>
internal static class ReplacementProof
{
    private static readonly byte[] Context = "consenthub/replaced/v1\0"u8.ToArray();

    /// <param name="replacedAt">Milliseconds since 1970.</param>
    public static byte[] Of(HubKeys keys, string site, long leaf, long replacedAt)
    {
        var numbers = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(numbers, leaf);
        BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(8), replacedAt);
        return keys.HashForJournal(site, [.. Context, .. numbers]);
    }

    public static bool Holds(HubKeys keys, string site, long leaf, long replacedAt, ReadOnlySpan<byte> proof) =>
        CryptographicOperations.FixedTimeEquals(Of(keys, site, leaf, replacedAt), proof);
}
