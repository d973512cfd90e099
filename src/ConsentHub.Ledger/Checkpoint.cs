using System.Diagnostics.CodeAnalysis;

namespace ConsentHub.Ledger;

/// <summary>A log's statement of its number of leaves and its root hash (C2SP tlog-checkpoint). <see cref="SignedNote"/> signs it.</summary>
/// <param name="Origin">Name of the log: the address under which it is published, without scheme.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Root of the tree of these leaves.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    public string Origin { get; } = IsLine(Origin) ? Origin : throw new ArgumentException("An origin is one line that is not empty.", nameof(Origin));

    public long Size { get; } = Size >= 0 ? Size : throw new ArgumentOutOfRangeException(nameof(Size), Size, "A log has 0 leaves or more.");

    /// <summary>The lines after the third, each with its newline. ConsentHub writes no such lines, but keeps those of other logs' checkpoints, because the signature covers them.</summary>
    public string Extension { get; private init; } = "";

    /// <summary>The text that is signed: origin, size and root, each with a newline.</summary>
    public string Text => $"{Origin}\n{Size}\n{Root}\n{Extension}";

    /// <summary>Reads the text of a note; false for anything that is not exactly a checkpoint.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (!Strict.IsNoteText(text, SignedNote.MaxBytes) || text.Split('\n') is not [var origin, var size, var root, .. var rest, ""])
            return false;

        if (!IsLine(origin) || !Strict.TryDecimal(size, out var leaves) || !TreeHash.TryParse(root, out var hash) || rest.Contains(""))
            return false;

        checkpoint = new Checkpoint(origin, leaves, hash) { Extension = string.Concat(rest.Select(line => line + "\n")) };
        return true;
    }

    private static bool IsLine(string text) => text.Length > 0 && !text.Any(char.IsControl);
}
