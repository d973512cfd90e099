using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>What stored hashes would have to be, judged by what lies below them.</summary>
/// <remarks>
/// A checkpoint that does not fit the stored hashes but fits these is right, and shows that they were changed. So one changed tile is
/// one fault, not one for each checkpoint that was signed after it.
/// </remarks>
internal sealed class Corrected
{
    /// <summary>As many as fit a few megabytes: damage beyond it is named by its other faults.</summary>
    private const int Kept = 65_536;

    private readonly Dictionary<(int Level, long Index), TreeHash> hashes = [];

    /// <summary>Tiles of level 0 that were changed and can't be mended.</summary>
    public HashSet<long> Lost { get; } = [];

    public bool Any => hashes.Count > 0;

    public void Set(int level, long index, TreeHash hash)
    {
        if (hashes.Count < Kept)
            hashes[(level, index)] = hash;
    }

    /// <summary>A tile with what is known better put in its place.</summary>
    public byte[] Apply(Tile tile, byte[] stored)
    {
        var mended = (byte[])stored.Clone();
        for (var at = 0; at < mended.Length / TreeHash.Size; at++)
        {
            if (hashes.TryGetValue((tile.Level, (tile.Number * Tile.Width) + at), out var hash))
                hash.CopyTo(mended.AsSpan(at * TreeHash.Size));
        }

        return mended;
    }
}
