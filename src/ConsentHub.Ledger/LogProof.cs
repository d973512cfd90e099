using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ConsentHub.Ledger;

/// <summary>An offline proof that a leaf is in a log: C2SP tlog-proof, version 1. Its files end in <c>.tlog-proof</c>.</summary>
/// <param name="Index">Index of the leaf, from 0.</param>
/// <param name="Hashes">The inclusion proof, from the leaf's sibling up.</param>
/// <param name="Checkpoint">The signed checkpoint of the tree that the proof is for.</param>
public sealed record LogProof(long Index, IReadOnlyList<TreeHash> Hashes, SignedNote Checkpoint)
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const int MaxHashes = 63; // the height of a tree whose size is a long

    /// <summary>The whole text; parsed text is reproduced byte for byte, except for the line <c>extra</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Header}\nindex {Index}\n");
        foreach (var hash in Hashes)
            text.Append(hash).Append('\n');

        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <summary>Reads a proof. Drops an optional line <c>extra</c>, which no signature covers.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LogProof? proof)
    {
        proof = null;
        if (text.Length > 2 * SignedNote.MaxBytes)
            return false;

        var separator = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (separator < 0
            || text[..separator].Split('\n') is not [Header, .. var lines]
            || !SignedNote.TryParse(text[(separator + 2)..], out var checkpoint)
            || !Ledger.Checkpoint.TryParse(checkpoint.Text, out _))
            return false;

        if (lines is [var first, ..] && TryField(first, "extra ", out var extra))
        {
            if (extra.Length == 0 || !Strict.TryBase64(extra, out _))
                return false;

            lines = lines[1..];
        }

        if (lines is not [var second, .. var path]
            || !TryField(second, "index ", out var digits) || !Strict.TryDecimal(digits, out var index)
            || path.Length > MaxHashes)
            return false;

        var hashes = new List<TreeHash>();
        foreach (var line in path)
        {
            if (!TreeHash.TryParse(line, out var hash))
                return false;

            hashes.Add(hash);
        }

        proof = new LogProof(index, hashes, checkpoint);
        return true;
    }

    private static bool TryField(string line, string name, out string value)
    {
        var found = line.StartsWith(name, StringComparison.Ordinal);
        value = found ? line[name.Length..] : "";
        return found;
    }
}
