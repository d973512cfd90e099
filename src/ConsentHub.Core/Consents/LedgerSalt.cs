using System.Buffers.Binary;
using System.Security.Cryptography;
using ConsentHub.Ledger;

namespace ConsentHub.Consents;

/// <summary>The random 16 bytes that keep an entry's hash from being guessed once they are gone (DESIGN: rule 7).</summary>
internal static class LedgerSalt
{
    private const int Drawn = 256;

    /// <summary>Random bytes drawn for the next salts of this thread: drawing them one by one costs as much as hashing the entry.</summary>
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
        // A salt that is erased later must not have stayed here.
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
