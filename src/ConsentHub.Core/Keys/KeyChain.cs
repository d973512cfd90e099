using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Keys;

/// <summary>The chain of the hub's keys: each key names the previous one and is signed by the newest earlier signing key; the first signs itself.</summary>
/// <remarks>
/// Checking the chain needs no secret. It reveals a key that was changed, added, removed or moved, unless the whole chain was replaced together with
/// everything that its keys signed. Only the master key, or a public key kept elsewhere, reveals such a replacement.
/// </remarks>
internal static class KeyChain
{
    private static readonly byte[] Begin = new byte[SHA256.HashSizeInBytes];

    /// <summary>The hash of every field of a key's row except signature and wrapped secret. The signature covers this hash, and the wrapped secret is bound to it.</summary>
    public static byte[] HashOf(HubKey key) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"consenthub/hub-key/v1\n{key.Number}\n{key.Purpose}\n{Convert.ToBase64String(key.Public ?? [])}\n{key.CreatedAt}\n{Convert.ToBase64String(key.Previous)}\n")));

    /// <summary>Creates the next key.</summary>
    /// <param name="known">The earlier keys.</param>
    /// <param name="sign">Signs with the newest earlier signing key, or with the new key if it is the first.</param>
    /// <param name="wrap">Encrypts the key's secret, bound to a hash.</param>
    public static HubKey Next(IReadOnlyList<HubKey> known, string purpose, byte[]? publicKey, DateTimeOffset now, Func<byte[], byte[]> sign, Func<byte[], byte[]> wrap)
    {
        var key = new HubKey(known.Count + 1, purpose, publicKey, now.ToUnixTimeMilliseconds(), known.Count == 0 ? Begin : HashOf(known[^1]), [], []);
        var hash = HashOf(key);
        return key with { Signature = sign(SignedOf(hash)), Wrapped = wrap(hash) };
    }

    /// <summary>Describes the first error in the chain; null if the chain is intact.</summary>
    /// <param name="sound">The number of keys before the error.</param>
    public static string? ErrorIn(IReadOnlyList<HubKey> keys, out int sound)
    {
        byte[] previous = Begin;
        byte[]? signer = null;
        for (sound = 0; sound < keys.Count; sound++)
        {
            var key = keys[sound];
            if (key.Number != sound + 1)
                return $"key {Text(sound + 1)} of the hub is missing";
            if (!key.Previous.AsSpan().SequenceEqual(previous))
                return $"key {Text(key.Number)} of the hub does not follow the one before it: one of them was changed, added or removed";
            if (key.Purpose is not (HubKey.Ledger or HubKey.Journal) || (key.Purpose == HubKey.Ledger) != (key.Public is not null))
                return $"key {Text(key.Number)} of the hub has a value that the program never writes";
            if ((signer ?? key.Public) is not { } by || !Verifies(by, SignedOf(HashOf(key)), key.Signature))
                return $"key {Text(key.Number)} of the hub was changed, or was not made by this hub";

            previous = HashOf(key);
            signer = key.Public ?? signer;
        }

        if (signer is null)
            return "the keys of the hub are missing";

        return keys.Any(key => key.Purpose == HubKey.Journal) ? null : "the key of the erasure journal is missing";
    }

    /// <summary>Whether a public key verifies a signature; false if it is not a valid key.</summary>
    public static bool Verifies(byte[] spki, byte[] bytes, byte[] signature)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
            return key.VerifyData(bytes, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] SignedOf(byte[] hash) => [.. "consenthub/hub-key-link/v1\0"u8, .. hash];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
