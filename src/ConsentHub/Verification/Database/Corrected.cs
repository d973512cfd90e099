using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>The correct values of changed hashes, computed from the level below.</summary>
/// <remarks>
/// A checkpoint that matches these hashes but not the stored hashes is correct, and proves that the stored hashes were changed. So one
/// changed tile is one error, instead of one error for each checkpoint that was signed after the tile.
/// </remarks>
internal sealed class Corrected
{
    /// <summary>Maximum number of hashes, which limits the memory to a few megabytes. Other errors report the damage beyond this limit.</summary>
    private const int Kept = 65_536;

    private readonly Dictionary<(int Level, long Index), TreeHash> hashes = [];

    /// <summary>Tiles of level 0 that were changed and can't be corrected.</summary>
    public HashSet<long> Lost { get; } = [];

    public bool Any => hashes.Count > 0;

    public void Set(int level, long index, TreeHash hash)
    {
        if (hashes.Count < Kept)
            hashes[(level, index)] = hash;
    }

    /// <summary>Returns a tile with its known corrections applied.</summary>
    public byte[] Apply(Tile tile, byte[] stored)
    {
        var corrected = (byte[])stored.Clone();
        for (var at = 0; at < corrected.Length / TreeHash.Size; at++)
        {
            if (hashes.TryGetValue((tile.Level, (tile.Number * Tile.Width) + at), out var hash))
                hash.CopyTo(corrected.AsSpan(at * TreeHash.Size));
        }

        return corrected;
    }
}
