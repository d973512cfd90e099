using System.Security.Cryptography;
using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

/// <summary>
/// RFC 6962 section 2.1 taken literally, by recursion; the ledger's tree is compared with it. As a source it computes
/// tiles by their definition.
/// </summary>
internal sealed class NaiveTree(IReadOnlyList<TreeHash> leaves) : ITileSource
{
    private readonly Dictionary<(long Start, long End), TreeHash> known = [];

    /// <summary>The tiles that were requested.</summary>
    public List<(Tile Tile, int Width)> Asked { get; } = [];

    /// <summary>Leaves, each different from all others.</summary>
    public static NaiveTree Of(int size) => new([.. Enumerable.Range(0, size).Select(i => TreeHash.OfLeaf(BitConverter.GetBytes(i)))]);

    public TreeHash Leaf(long index) => leaves[(int)index];

    public TreeHash Root(long size) => size == 0 ? TreeHash.Read(SHA256.HashData([])) : Mth(0, size);

    /// <summary>PATH(m, D[n]).</summary>
    public List<TreeHash> Path(long index, long size) => [.. Steps(index, size).Select(s => Mth(s.Start, s.End))];

    /// <summary>The side of each sibling of a leaf, from the leaf up.</summary>
    public static string Sides(long index, long size) => string.Concat(Steps(index, size).Select(s => s.Start > index ? 'r' : 'l'));

    /// <summary>PROOF(m, D[n]).</summary>
    public List<TreeHash> Proof(long olderSize, long size) => [.. SubProof(olderSize, 0, size, whole: true)];

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct)
    {
        Asked.Add((tile, width));
        var bytes = new byte[width * 32];
        var under = 1L << (8 * tile.Level);
        for (var i = 0; i < width; i++)
        {
            var start = (tile.Number * 256 + i) * under;
            Mth(start, start + under).CopyTo(bytes.AsSpan(i * 32));
        }

        return ValueTask.FromResult<ReadOnlyMemory<byte>>(bytes);
    }

    private static IEnumerable<(long Start, long End)> Steps(long index, long size, long start = 0)
    {
        if (size == 1)
            return [];

        var k = LargestPowerOfTwoBelow(size);
        return index < k
            ? Steps(index, k, start).Append((start + k, start + size))
            : Steps(index - k, size - k, start + k).Append((start, start + k));
    }

    private IEnumerable<TreeHash> SubProof(long m, long start, long end, bool whole)
    {
        if (m == end - start)
            return whole ? [] : [Mth(start, end)];

        var k = LargestPowerOfTwoBelow(end - start);
        return m <= k
            ? SubProof(m, start, start + k, whole).Append(Mth(start + k, end))
            : SubProof(m - k, start + k, end, whole: false).Append(Mth(start, start + k));
    }

    private TreeHash Mth(long start, long end)
    {
        if (end - start == 1)
            return leaves[(int)start];

        if (known.TryGetValue((start, end), out var hash))
            return hash;

        var k = LargestPowerOfTwoBelow(end - start);
        var input = new byte[65];
        input[0] = 1;
        Mth(start, start + k).CopyTo(input.AsSpan(1));
        Mth(start + k, end).CopyTo(input.AsSpan(33));
        return known[(start, end)] = TreeHash.Read(SHA256.HashData(input));
    }

    private static long LargestPowerOfTwoBelow(long n)
    {
        var k = 1L;
        while (k * 2 < n)
            k *= 2;

        return k;
    }
}
