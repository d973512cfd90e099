using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Ledger;

/// <summary>A public key that verifies signed notes, and the name under which it signs. C2SP signed-note, type 0x02, ECDSA P-256 only.</summary>
public sealed class VerifierKey
{
    private const byte EcdsaType = 0x02;

    // The DER bytes with which every P-256 public key in SubjectPublicKeyInfo form begins (id-ecPublicKey, prime256v1, uncompressed point);
    // 64 bytes of coordinates follow. Comparing these bytes excludes other curves and other encodings of the same key.
    private static ReadOnlySpan<byte> P256Start =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    private readonly byte[] spki;

    private VerifierKey(string name, byte[] spki)
    {
        (Name, this.spki) = (name, spki);
        KeyId = SHA256.HashData(spki)[..SignedNote.KeyIdSize];
    }

    /// <summary>The name in the key's signature lines. For the key of a log, this is the log's origin.</summary>
    public string Name { get; }

    /// <summary>The first four bytes of SHA-256 over the public key in SubjectPublicKeyInfo form.</summary>
    public byte[] KeyId { get; }

    /// <summary>The public key in SubjectPublicKeyInfo form; the same key may bear several names.</summary>
    public ReadOnlyMemory<byte> PublicKey => spki;

    /// <summary>Makes a verifier key from the public half of a key and a name.</summary>
    /// <exception cref="ArgumentException">The name has a space or a plus sign, or the key is not on P-256.</exception>
    public static VerifierKey Of(string name, ECDsa key)
    {
        if (!Strict.IsKeyName(name))
            throw new ArgumentException("The name of a key is not empty and has neither spaces nor a plus sign.", nameof(name));

        var spki = key.ExportSubjectPublicKeyInfo();
        return IsP256(spki) ? new VerifierKey(name, spki) : throw new ArgumentException("The key is not an ECDSA key on P-256.", nameof(key));
    }

    /// <summary>Reads what <see cref="ToString"/> writes; false for other types of key, and if the key id does not match the key.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        if (text.Split('+', 3) is not [var name, _, var base64]
            || !Strict.IsKeyName(name)
            || !Strict.TryBase64(base64, out var bytes)
            || bytes is not [EcdsaType, .. var spki]
            || !IsP256(spki))
            return false;

        var candidate = new VerifierKey(name, spki);
        if (candidate.ToString() != text) // the key id is derived from the key again, so this compares it too
            return false;

        key = candidate;
        return true;
    }

    /// <summary>The line that is published: <c>name+hex(key id)+base64(0x02 ‖ SubjectPublicKeyInfo)</c>.</summary>
    public override string ToString() => $"{Name}+{Convert.ToHexStringLower(KeyId)}+{Convert.ToBase64String([EcdsaType, .. spki])}";

    /// <summary>Whether this key signed the note. Lines of other keys are ignored; one wrong line of this key makes the note invalid.</summary>
    public bool Verifies(SignedNote note)
    {
        var own = note.Signatures.Where(IsMine).ToList();
        if (own.Count == 0)
            return false;

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        var text = Encoding.UTF8.GetBytes(note.Text);
        return own.TrueForAll(s => key.VerifyData(text, s.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>Whether the line names this key.</summary>
    internal bool IsMine(NoteSignature signature) => signature.Name == Name && signature.KeyId.AsSpan().SequenceEqual(KeyId);

    private static bool IsP256(byte[] spki)
    {
        if (spki.Length != P256Start.Length + 64 || !spki.AsSpan().StartsWith(P256Start))
            return false;

        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(spki, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false; // not a point of the curve
        }
    }
}
