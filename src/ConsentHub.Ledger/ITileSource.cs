namespace ConsentHub.Ledger;

/// <summary>Where tiles come from: a database, a published log, memory.</summary>
public interface ITileSource
{
    /// <summary>Reads the first <paramref name="width"/> hashes of a tile.</summary>
    /// <remarks>
    /// The tree requests only hashes that exist at the tree's size. A source may already hold more hashes of the tile, and then returns the
    /// first ones, because hashes never change. A source that lacks a requested hash throws; it never returns fewer bytes.
    /// </remarks>
    /// <returns>Exactly <paramref name="width"/> times 32 bytes.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct);
}
