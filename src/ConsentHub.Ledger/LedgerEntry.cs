namespace ConsentHub.Ledger;

/// <summary>The content of a leaf: a random salt, then the record in canonical JSON.</summary>
/// <remarks>
/// The salt makes erasure possible: once record and salt are deleted, nobody can test a guess of the record against the remaining leaf hash.
/// So each salt is random, used for one record, stored beside that record and deleted with it.
/// </remarks>
public static class LedgerEntry
{
    /// <summary>Bytes of salt: 128 random bits.</summary>
    public const int SaltSize = 16;

    /// <summary>The leaf hash: SHA-256(0x00 ‖ salt ‖ record).</summary>
    /// <param name="canonicalRecord">As <see cref="CanonicalJson.Serialize"/> writes it.</param>
    /// <exception cref="ArgumentException">The salt is not 16 bytes.</exception>
    public static TreeHash HashOf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonicalRecord) =>
        salt.Length == SaltSize
            ? TreeHash.OfLeaf(salt, canonicalRecord)
            : throw new ArgumentException($"A salt has {SaltSize} bytes, not {salt.Length}.", nameof(salt));
}
