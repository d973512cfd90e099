namespace ConsentHub.Ledger;

/// <summary>Where tiles come from: a database, a published log, memory.</summary>
public interface ITileSource
{
    /// <summary>Reads the first <paramref name="width"/> hashes of a tile.</summary>
    /// <remarks>
    /// The tree requests only hashes that it has at its size. A source that by now holds more hashes of the tile returns the first ones;
    /// they are still right, because hashes never change. A source that lacks hashes throws; it never returns fewer bytes.
    /// </remarks>
    /// <returns>Exactly <paramref name="width"/> times 32 bytes.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct);
}
