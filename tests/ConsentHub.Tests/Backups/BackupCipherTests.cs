using System.Security.Cryptography;
using ConsentHub.Backups;

namespace ConsentHub.Tests.Backups;

public sealed class BackupCipherTests
{
    private const int Piece = 1 << 20, Tag = 16, Head = 25;

    private static readonly byte[] Key = new byte[32];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Piece - 1)]
    [InlineData(Piece)]
    [InlineData(Piece + 1)]
    [InlineData((2 * Piece) + 7)]
    public void What_was_encrypted_is_decrypted_unchanged(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);

        Assert.Equal(plain, Decrypt(Encrypt(plain)));
    }

    [Fact]
    public void The_same_copy_is_never_encrypted_to_the_same_bytes() => Assert.NotEqual(Encrypt([1, 2, 3]), Encrypt([1, 2, 3]));

    [Fact]
    public void Pieces_can_be_neither_swapped_nor_left_out_nor_cut_off_nor_changed()
    {
        var sound = Encrypt(RandomNumberGenerator.GetBytes((2 * Piece) + 7));
        var first = sound[Head..(Head + Piece + Tag)];
        var second = sound[(Head + Piece + Tag)..(Head + (2 * (Piece + Tag)))];
        var last = sound[(Head + (2 * (Piece + Tag)))..];

        Refused([.. sound[..Head], .. second, .. first, .. last]);
        Refused([.. sound[..Head], .. first, .. last]);
        Refused([.. sound[..Head], .. first, .. second]);
        Refused(sound[..^1]);
        Refused([.. sound, 0]);
        Refused(sound[..Head]);
        Refused(sound[..5]);
        foreach (var at in new[] { 0, 12, Head, Head + Piece, sound.Length - 1 })
        {
            var changed = sound.ToArray();
            changed[at] ^= 1;
            Refused(changed);
        }
    }

    private static byte[] Encrypt(byte[] plain)
    {
        using var target = new MemoryStream();
        BackupCipher.Encrypt(Key, new MemoryStream(plain), target);
        return target.ToArray();
    }

    private static byte[] Decrypt(byte[] encrypted)
    {
        using var target = new MemoryStream();
        BackupCipher.Decrypt(Key, new MemoryStream(encrypted), target);
        return target.ToArray();
    }

    private static void Refused(byte[] encrypted) => Assert.Throws<InvalidDataException>(() => Decrypt(encrypted));
}
