using System.Buffers.Binary;
using System.Security.Cryptography;
using ConsentHub.Ledger;

namespace ConsentHub.Consents;

/// <summary>The random 16 bytes that keep an entry's hash from being guessed once they are gone (DESIGN: rule 7).</summary>
internal static class LedgerSalt
{
    public static UInt128 New()
    {
        Span<byte> bytes = stackalloc byte[LedgerEntry.SaltSize];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
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
