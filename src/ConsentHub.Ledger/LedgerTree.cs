using System.Numerics;

namespace ConsentHub.Ledger;

/// <summary>The RFC 6962 tree of the first <paramref name="size"/> leaves of a log, read from its tiles.</summary>
/// <remarks>
/// Does not verify the tiles: a caller who does not trust them compares the root with a signed checkpoint.
/// Not thread-safe, because it caches the last tile of each level (64 KiB at most). Creating a tree costs nothing.
/// </remarks>
public sealed class LedgerTree(ITileSource tiles, long size)
{
    private const int TileHeight = 8;

    private readonly (Tile Tile, ReadOnlyMemory<byte> Hashes)[] last = new (Tile, ReadOnlyMemory<byte>)[TileHeight];

    /// <summary>Number of leaves.</summary>
    public long Size { get; } = size >= 0 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "A tree has 0 leaves or more.");

    /// <summary>The Merkle tree hash of RFC 6962 section 2.1.</summary>
    public Task<TreeHash> RootAsync(CancellationToken ct) => Size == 0 ? Task.FromResult(TreeHash.OfNothing) : RangeAsync(0, Size, ct);

    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public Task<TreeHash> LeafHashAsync(long index, CancellationToken ct)
    {
        RequireLeaf(index);
        return RangeAsync(index, index + 1, ct);
    }

    /// <summary>The audit path of RFC 6962 section 2.1.1, from the leaf's sibling up to the root's child.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public async Task<IReadOnlyList<TreeHash>> InclusionProofAsync(long index, CancellationToken ct)
    {
        RequireLeaf(index);

        var (path, _, _) = await DescendAsync(index, (start, end) => end - start == 1, ct);
        path.Reverse();
        return path;
    }

    /// <summary>The proof that the first <paramref name="olderSize"/> leaves are unchanged: RFC 6962 section 2.1.2.</summary>
    /// <remarks>Empty for an older size of 0 and for this tree's own size, because neither needs a proof.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The older tree is larger than this one, or negative.</exception>
    public async Task<IReadOnlyList<TreeHash>> ConsistencyProofAsync(long olderSize, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(olderSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(olderSize, Size);
        if (olderSize == 0)
            return [];

        var (path, start, end) = await DescendAsync(olderSize - 1, (_, end) => end == olderSize, ct);
        if (start > 0) // if the subtree is the whole older tree, the proof omits it: the verifier already has its hash
            path.Add(await RangeAsync(start, end, ct));

        path.Reverse();
        return path;
    }

    /// <summary>Descends from the root towards a leaf until <paramref name="arrived"/> is true for a subtree, and collects the sibling at each step.</summary>
    private async Task<(List<TreeHash> Siblings, long Start, long End)> DescendAsync(long leaf, Func<long, long, bool> arrived, CancellationToken ct)
    {
        var siblings = new List<TreeHash>();
        var (start, end) = (0L, Size);
        while (!arrived(start, end))
        {
            var middle = start + Split(end - start);
            var left = leaf < middle;
            siblings.Add(left ? await RangeAsync(middle, end, ct) : await RangeAsync(start, middle, ct));
            (start, end) = left ? (start, middle) : (middle, end);
        }

        return (siblings, start, end);
    }

    private void RequireLeaf(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
    }

    /// <summary>The largest power of two below <paramref name="count"/>, which is at least 2.</summary>
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)count - 1);

    /// <summary>The hash of the leaves from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    /// <remarks>Callers pass only ranges that come from splitting the tree, so <paramref name="start"/> is a multiple of every power of two in the range's length.</remarks>
    private async Task<TreeHash> RangeAsync(long start, long end, CancellationToken ct)
    {
        // Collects the roots of perfect subtrees from left to right, each smaller than the one before, then combines them from right to left.
        var parts = new Stack<TreeHash>();
        while (start < end)
        {
            var height = BitOperations.Log2((ulong)(end - start));
            parts.Push(await PerfectAsync(start, height, ct));
            start += 1L << height;
        }

        var hash = parts.Pop();
        while (parts.TryPop(out var left))
            hash = TreeHash.OfNode(left, hash);

        return hash;
    }

    /// <summary>The root of the perfect subtree of 2^<paramref name="height"/> leaves from <paramref name="start"/>, computed from adjacent hashes in one tile.</summary>
    private async ValueTask<TreeHash> PerfectAsync(long start, int height, CancellationToken ct)
    {
        var (level, inTile) = (height / TileHeight, height % TileHeight);
        var first = start >> (TileHeight * level);
        var hashes = await ReadAsync(new Tile(level, first / Tile.Width), ct);
        return Tile.RootOf(hashes.Span.Slice((int)(first % Tile.Width) * TreeHash.Size, TreeHash.Size << inTile));
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, CancellationToken ct)
    {
        if (last[tile.Level] is { Hashes.IsEmpty: false } kept && kept.Tile == tile)
            return kept.Hashes;

        var width = tile.WidthAt(Size);
        var hashes = await tiles.ReadAsync(tile, width, ct);
        if (hashes.Length != width * TreeHash.Size)
            throw new InvalidDataException($"The source returned {hashes.Length} bytes for tile {tile.Path(width)}, which has {width * TreeHash.Size}.");

        last[tile.Level] = (tile, hashes);
        return hashes;
    }
}
