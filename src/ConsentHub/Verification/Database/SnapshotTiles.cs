using ConsentHub.ConsentLog;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>Reads the tiles of one log from a snapshot. Caches the last tile of each level, so that trees of increasing size read each tile once.</summary>
/// <param name="corrected">Hashes that replace stored ones; null to use all hashes as stored.</param>
internal sealed class SnapshotTiles(ILogSnapshot snapshot, long site, Corrected? corrected = null) : ITileSource
{
    private readonly Dictionary<int, (Tile Tile, byte[] Hashes)> last = [];

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct)
    {
        if (!last.TryGetValue(tile.Level, out var kept) || kept.Tile != tile)
        {
            var stored = await snapshot.ReadTileAsync(site, tile, ct);
            last[tile.Level] = kept = (tile, corrected?.Apply(tile, stored) ?? stored);
        }

        return kept.Hashes.Length >= width * TreeHash.Size
            ? kept.Hashes.AsMemory(0, width * TreeHash.Size)
            : throw new InvalidDataException($"tile {tile.Path(Tile.Width)} lacks hashes");
    }
}
