using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ConsentHub.Backups;

/// <summary>Encrypts a backup with AES-256-GCM in chunks of 1 MiB. Each chunk is bound to its position, so a moved, missing or added chunk is detected.</summary>
/// <remarks>
/// A file begins with <c>CHBACKUP1</c> and a salt of 16 random bytes. The chunks follow, each as ciphertext and a tag of 16 bytes.
/// The key of a file is derived from the master key and the salt, so the number of a chunk suffices as its nonce.
/// The nonce also marks the last chunk, which is shorter than the others and may be empty.
/// </remarks>
internal static class BackupCipher
{
    public static ReadOnlySpan<byte> Magic => "CHBACKUP1"u8;

    private const int SaltSize = 16, TagSize = 16, PieceSize = 1 << 20;

    public static void Encrypt(byte[] master, Stream plain, Stream encrypted)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        encrypted.Write(Magic);
        encrypted.Write(salt);
        using var aes = Cipher(master, salt);
        var piece = new byte[PieceSize];
        var sealedPiece = new byte[PieceSize + TagSize];
        for (var number = 0L; ; number++)
        {
            var length = plain.ReadAtLeast(piece, PieceSize, throwOnEndOfStream: false);
            var last = length < PieceSize;
            aes.Encrypt(Nonce(number, last), piece.AsSpan(0, length), sealedPiece.AsSpan(0, length), sealedPiece.AsSpan(length, TagSize));
            encrypted.Write(sealedPiece.AsSpan(0, length + TagSize));
            if (last)
                return;
        }
    }

    /// <exception cref="InvalidDataException">The key is wrong, or the file was changed or truncated.</exception>
    public static void Decrypt(byte[] master, Stream encrypted, Stream plain)
    {
        var head = new byte[Magic.Length + SaltSize];
        if (encrypted.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new InvalidDataException("it is not an encrypted backup");

        using var aes = Cipher(master, head[Magic.Length..]);
        var sealedPiece = new byte[PieceSize + TagSize];
        var piece = new byte[PieceSize];
        for (var number = 0L; ; number++)
        {
            var length = encrypted.ReadAtLeast(sealedPiece, sealedPiece.Length, throwOnEndOfStream: false) - TagSize;
            if (length < 0)
                throw new InvalidDataException("its end is missing");

            var last = length < PieceSize;
            try
            {
                aes.Decrypt(Nonce(number, last), sealedPiece.AsSpan(0, length), sealedPiece.AsSpan(length, TagSize), piece.AsSpan(0, length));
            }
            catch (AuthenticationTagMismatchException e)
            {
                throw new InvalidDataException(number == 0 ? "ConsentHub__MasterKey does not match, or the file was changed" : "the file was changed or cut off", e);
            }

            plain.Write(piece.AsSpan(0, length));
            if (last)
                return;
        }
    }

    private static AesGcm Cipher(byte[] master, byte[] salt) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, salt, "consenthub/master/backup/v1"u8.ToArray()), TagSize);

    private static byte[] Nonce(long number, bool last)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(3), number);
        nonce[11] = last ? (byte)1 : (byte)0;
        return nonce;
    }
}
