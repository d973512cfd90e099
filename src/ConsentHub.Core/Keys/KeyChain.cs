using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Keys;

/// <summary>How the hub's keys are chained: each names the one before it and is signed by the newest signing key before it; the first signs itself.</summary>
/// <remarks>
/// The chain needs no secret to check. It shows a key that was changed, added, removed or moved, unless all of it was replaced together with
/// everything that its keys signed. Only the master key, or a public key that somebody kept elsewhere, shows that.
/// </remarks>
internal static class KeyChain
{
    private static readonly byte[] Begin = new byte[SHA256.HashSizeInBytes];

    /// <summary>What the signature covers and the wrapping is bound to: everything that a key's row says.</summary>
    public static byte[] HashOf(HubKey key) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"consenthub/hub-key/v1\n{key.Number}\n{key.Purpose}\n{Convert.ToBase64String(key.Public ?? [])}\n{key.CreatedAt}\n{Convert.ToBase64String(key.Previous)}\n")));

    /// <summary>Makes the key that follows.</summary>
    /// <param name="known">The keys before it.</param>
    /// <param name="sign">Signs with the newest signing key before it, or with the new one where it is the first.</param>
    /// <param name="wrap">Encrypts its secret, bound to a hash.</param>
    public static HubKey Next(IReadOnlyList<HubKey> known, string purpose, byte[]? publicKey, DateTimeOffset now, Func<byte[], byte[]> sign, Func<byte[], byte[]> wrap)
    {
        var key = new HubKey(known.Count + 1, purpose, publicKey, now.ToUnixTimeMilliseconds(), known.Count == 0 ? Begin : HashOf(known[^1]), [], []);
        var hash = HashOf(key);
        return key with { Signature = sign(SignedOf(hash)), Wrapped = wrap(hash) };
    }

    /// <summary>The first thing that is wrong with the chain, in words; null where it holds.</summary>
    /// <param name="sound">How many keys come before it.</param>
    public static string? FaultIn(IReadOnlyList<HubKey> keys, out int sound)
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
                return $"key {Text(key.Number)} of the hub is not what the program writes";
            if ((signer ?? key.Public) is not { } by || !Verifies(by, SignedOf(HashOf(key)), key.Signature))
                return $"key {Text(key.Number)} of the hub was changed, or is not by this hub";

            previous = HashOf(key);
            signer = key.Public ?? signer;
        }

        if (signer is null)
            return "the keys of the hub are gone";

        return keys.Any(key => key.Purpose == HubKey.Journal) ? null : "the key of the erasure journal is missing";
    }

    /// <summary>Whether a public key confirms a signature; no where it is no key at all.</summary>
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
