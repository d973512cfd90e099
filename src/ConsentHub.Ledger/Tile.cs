using System.Globalization;
using System.Text;

namespace ConsentHub.Ledger;

/// <summary>
/// A tile of C2SP tlog-tiles, height 8: 256 hashes side by side. Level 0 has the leaf hashes; each hash of a higher level is the root
/// of a full tile below it. A tile at the right edge of a tree may be partial; no level holds the root of a partial tile.
/// </summary>
/// <param name="Level">From 0 to 63; a tree whose size is a <see cref="long"/> has none above 7.</param>
/// <param name="Number">Counted from 0 within its level.</param>
public readonly record struct Tile(int Level, long Number)
{
    /// <summary>Hashes in a full tile.</summary>
    public const int Width = 256;

    private const int MaxLevel = 63;
    private const long MaxNumber = long.MaxValue / Width;

    /// <summary>Its address under <c>tile/</c>: <c>0/x001/x234/067</c> is tile 1,234,067; with fewer than 256 hashes <c>0/x001/x234/067.p/5</c>.</summary>
    /// <param name="width">Number of hashes, 1 to 256.</param>
    public string Path(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width);

        var digits = Number.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');

        var path = new StringBuilder().Append(Level).Append('/');
        for (var at = 0; at < digits.Length - 3; at += 3)
            path.Append('x').Append(digits, at, 3).Append('/');

        path.Append(digits, digits.Length - 3, 3);
        return width == Width ? path.ToString() : path.Append(".p/").Append(width).ToString();
    }

    /// <summary>Reads an address that <see cref="Path"/> writes; every other spelling is refused.</summary>
    /// <param name="width">Number of hashes; 256 if the address names no width.</param>
    public static bool TryParse(string path, out Tile tile, out int width)
    {
        tile = default;
        width = Width;
        if (path.Length > 64)
            return false;

        var (address, partial) = path.Split(".p/") is [var before, var after] ? (before, after) : (path, null);
        if (partial is not null)
        {
            if (!Strict.TryDecimal(partial, out var hashes) || hashes is < 1 or >= Width)
                return false;

            width = (int)hashes;
        }

        if (address.Split('/', 2) is not [var first, var elements]
            || !Strict.TryDecimal(first, out var level) || level > MaxLevel
            || !long.TryParse(elements.Replace("/", "").Replace("x", ""), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > MaxNumber)
            return false;

        tile = new Tile((int)level, number);
        return tile.Path(width) == path; // slashes, x and zeros are in the right places if writing the tile gives the same path
    }

    /// <summary>How many hashes this tile has in a tree of <paramref name="size"/> leaves: 0 (none yet) to 256 (full).</summary>
    public int WidthAt(long size)
    {
        var hashes = Level < 8 ? size >> (8 * Level) : 0;
        return (int)Math.Clamp(hashes - Number * Width, 0, Width);
    }

    /// <summary>The Merkle root of 1 to 256 hashes of 32 bytes, side by side.</summary>
    public static TreeHash RootOf(ReadOnlySpan<byte> hashes)
    {
        var count = hashes.Length / TreeHash.Size;
        if (count is < 1 or > Width || hashes.Length % TreeHash.Size != 0)
            throw new ArgumentException($"A tile holds 1 to {Width} hashes of {TreeHash.Size} bytes, not {hashes.Length} bytes.", nameof(hashes));

        Span<TreeHash> row = stackalloc TreeHash[count];
        for (var at = 0; at < count; at++)
            row[at] = TreeHash.Read(hashes.Slice(at * TreeHash.Size, TreeHash.Size));

        // Hashes pairs row by row. A last hash without a partner moves up unchanged, which equals RFC 6962's split at the largest power of two.
        for (; count > 1; count = (count + 1) / 2)
        {
            for (var at = 0; at < count / 2; at++)
                row[at] = TreeHash.OfNode(row[2 * at], row[2 * at + 1]);

            if (count % 2 == 1)
                row[count / 2] = row[count - 1];
        }

        return row[0];
    }
}
