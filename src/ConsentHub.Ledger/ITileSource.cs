namespace ConsentHub.Ledger;

/// <summary>Where tiles come from: a database, a published log, memory.</summary>
public interface ITileSource
{
    /// <summary>Reads the first <paramref name="width"/> hashes of a tile.</summary>
    /// <remarks>
    /// The tree requests only hashes that it has at its size. A source that holds more hashes of the tile by now returns the first ones:
    /// hashes never change. If the source lacks hashes, it throws; it never returns fewer bytes.
    /// </remarks>
    /// <returns>Exactly <paramref name="width"/> times 32 bytes.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct);
}
