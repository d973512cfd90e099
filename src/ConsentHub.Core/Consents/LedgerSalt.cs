using System.Buffers.Binary;
using System.Security.Cryptography;
using ConsentHub.Ledger;

namespace ConsentHub.Consents;

/// <summary>The 16 random bytes of an entry. Once these bytes are deleted, nobody can test a guess of the content against the entry's hash.</summary>
internal static class LedgerSalt
{
    private const int Drawn = 256;

    /// <summary>Random bytes drawn in advance for this thread's next salts, because drawing each salt separately costs as much as hashing the entry.</summary>
    [ThreadStatic]
    private static byte[]? drawn;

    [ThreadStatic]
    private static int left;

    public static UInt128 New()
    {
        drawn ??= new byte[Drawn * LedgerEntry.SaltSize];
        if (left == 0)
        {
            RandomNumberGenerator.Fill(drawn);
            left = Drawn;
        }

        var next = drawn.AsSpan(--left * LedgerEntry.SaltSize, LedgerEntry.SaltSize);
        var salt = Read(next);
        // Clears these bytes, so that no copy of the salt remains here when the stored salt is erased later.
        next.Clear();
        return salt;
    }

    public static UInt128 Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    public static void Write(UInt128 salt, Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, salt);

    public static byte[] ToBytes(UInt128 salt)
    {
        var bytes = new byte[LedgerEntry.SaltSize];
        Write(salt, bytes);
        return bytes;
    }
}
