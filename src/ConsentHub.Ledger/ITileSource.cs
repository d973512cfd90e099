namespace ConsentHub.Ledger;

/// <summary>Where tiles come from: a database, a published log, memory.</summary>
public interface ITileSource
{
    /// <summary>Reads the first <paramref name="width"/> hashes of a tile.</summary>
    /// <remarks>
    /// Asked only for what the tree has at its size. A source that holds more hashes of that tile by now hands out the first ones:
    /// hashes never change. What it cannot give is an exception, never fewer bytes.
    /// </remarks>
    /// <returns>Exactly <paramref name="width"/> times 32 bytes.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct);
}
