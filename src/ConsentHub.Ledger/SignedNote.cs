using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Ledger;

/// <summary>One signature line of a note: <c>— name base64(key id ‖ signature)</c>.</summary>
/// <param name="KeyId">Four bytes that identify the key together with the name. They do not prove who signed.</param>
/// <param name="Signature">The signature of the text; its form depends on the type of key.</param>
public sealed record NoteSignature(string Name, byte[] KeyId, byte[] Signature);

/// <summary>A text with signatures under it: C2SP signed-note.</summary>
/// <remarks>Parsing does not verify who signed. Use the text only after <see cref="VerifierKey.Verifies"/> returned true.</remarks>
public sealed class SignedNote
{
    /// <summary>A longer note is refused.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>A note with more signatures is refused.</summary>
    public const int MaxSignatures = 16;

    internal const int KeyIdSize = 4;

    private const string LineStart = "\u2014 "; // em dash, space

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>The signed text, including its last newline.</summary>
    public string Text { get; }

    /// <summary>At least one, in the order of the lines.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Signs with ECDSA P-256 over SHA-256 of the text, in ASN.1 DER: signature type 0x02.</summary>
    /// <exception cref="ArgumentException">The text, the name or the key cannot be in a signed note of this type.</exception>
    public static SignedNote Sign(string text, string name, ECDsa key)
    {
        if (!text.EndsWith('\n') || !Strict.IsNoteText(text, MaxBytes))
            throw new ArgumentException("The text of a note ends in a newline and has no other control character.", nameof(text));

        var verifier = VerifierKey.Of(name, key);
        var signature = key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new SignedNote(text, [new NoteSignature(name, verifier.KeyId, signature)]);
    }

    /// <summary>Parses a text that is exactly one note; returns false for any other text.</summary>
    public static bool TryParse(string note, [NotNullWhen(true)] out SignedNote? parsed)
    {
        parsed = null;
        if (!Strict.IsNoteText(note, MaxBytes))
            return false;

        // The text may contain empty lines, so the last empty line separates it from the signatures.
        var separator = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (separator < 0 || note[(separator + 2)..].Split('\n') is not [.. var lines, ""] || lines.Length is < 1 or > MaxSignatures)
            return false;

        var signatures = new List<NoteSignature>();
        foreach (var line in lines)
        {
            if (!TryParseLine(line, out var signature))
                return false;

            signatures.Add(signature);
        }

        parsed = new SignedNote(note[..(separator + 1)], signatures);
        return true;
    }

    /// <summary>The whole note; parsed text is reproduced byte for byte.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var (name, keyId, signature) in Signatures)
            note.Append(LineStart).Append(name).Append(' ').Append(Convert.ToBase64String([.. keyId, .. signature])).Append('\n');

        return note.ToString();
    }

    private static bool TryParseLine(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(LineStart, StringComparison.Ordinal)
            || line[LineStart.Length..].Split(' ') is not [var name, var base64]
            || !Strict.IsKeyName(name)
            || !Strict.TryBase64(base64, out var bytes)
            || bytes.Length <= KeyIdSize)
            return false;

        signature = new NoteSignature(name, bytes[..KeyIdSize], bytes[KeyIdSize..]);
        return true;
    }
}
