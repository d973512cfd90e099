using System.Buffers;
using ConsentHub.Ledger;

namespace ConsentHub.SiteLedger;

/// <summary>Turns new hashes at the ends of logs into rows: one row of the tail, and a tile for every 256 hashes of a level.</summary>
/// <remarks>Every 256th hash of a level completes a tile, whose root is the next hash of the level above.</remarks>
internal sealed class LedgerRows
{
    private const int TileBytes = Tile.Width * TreeHash.Size;

    public List<TailRow> Tails { get; } = [];

    public List<TileRow> Tiles { get; } = [];

    /// <summary>The levels whose stored tail has moved into tiles. That tail is deleted before <see cref="Tails"/> are written.</summary>
    public List<(int Site, int Level)> Emptied { get; } = [];

    /// <summary>Appends hashes to a level, and the roots of completed tiles to the levels above.</summary>
    /// <param name="tail">Returns the stored hashes of a level that are not in a full tile yet.</param>
    /// <exception cref="InvalidDataException">The stored hashes do not add up to the log's length: somebody has edited them.</exception>
    public void Add(int site, int level, long first, ReadOnlySpan<byte> added, Func<int, byte[]> tail)
    {
        var inTile = (int)(first % Tile.Width);
        if (inTile + (added.Length / TreeHash.Size) < Tile.Width)
        {
            Tails.Add(new(site, level, first, added.ToArray()));
            return;
        }

        var stored = inTile == 0 ? [] : tail(level);
        if (stored.Length != inTile * TreeHash.Size)
            throw new InvalidDataException(
                $"The log of site number {site} is damaged: its last tile of level {level} has {stored.Length} bytes instead of {inTile * TreeHash.Size}. Run ConsentHub verify database.");

        byte[] hashes = [.. stored, .. added];
        if (inTile > 0)
            Emptied.Add((site, level));

        var number = first / Tile.Width;
        var full = hashes.Length / TileBytes;
        var roots = new byte[full * TreeHash.Size];
        for (var tile = 0; tile < full; tile++)
        {
            var bytes = hashes.AsSpan(tile * TileBytes, TileBytes);
            Tiles.Add(new(site, level, number + tile, bytes.ToArray()));
            Tile.RootOf(bytes).CopyTo(roots.AsSpan(tile * TreeHash.Size));
        }

        if (hashes.Length > full * TileBytes)
            Tails.Add(new(site, level, (number + full) * Tile.Width, hashes[(full * TileBytes)..]));

        Add(site, level + 1, number, roots, tail);
    }
}

/// <param name="First">Index of the first hash in its level.</param>
internal readonly record struct TailRow(int Site, int Level, long First, byte[] Hashes);

internal readonly record struct TileRow(int Site, int Level, long Number, byte[] Hashes);

/// <summary>The entries that one transaction adds to a site's log.</summary>
/// <param name="first">Position of the first entry, which equals the log's length before the transaction.</param>
internal sealed class LogAddition(long first)
{
    private readonly ArrayBufferWriter<byte> hashes = new(8 * TreeHash.Size);

    public long First => first;

    /// <summary>The log's length with what was added so far.</summary>
    public long Size => first + (hashes.WrittenCount / TreeHash.Size);

    public ReadOnlySpan<byte> Hashes => hashes.WrittenSpan;

    /// <summary>Takes the next position for an entry with this hash.</summary>
    public long Append(in TreeHash hash)
    {
        var position = Size;
        hash.CopyTo(hashes.GetSpan(TreeHash.Size));
        hashes.Advance(TreeHash.Size);
        return position;
    }
}
