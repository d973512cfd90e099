using System.Globalization;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.PublishedLogs;

/// <summary>Checks that a published log is an extension of its earlier state.</summary>
internal sealed class LogGrowth(ITileSource tiles, Checkpoint now)
{
    /// <summary>Checks that the tiles match the signed root.</summary>
    /// <returns>Null if the tiles match, otherwise the mismatch.</returns>
    public async Task<string?> CheckTilesAsync(CancellationToken ct) => await new LedgerTree(tiles, now.Size).RootAsync(ct) == now.Root
        ? null : $"the tiles at the end of the log do not match its signed checkpoint of size {Text(now.Size)}";

    /// <summary>Compares the log with an earlier checkpoint of the same log.</summary>
    /// <returns>Null if the earlier log is a prefix of the present log, otherwise the error.</returns>
    public async Task<string?> CompareAsync(Checkpoint then, CancellationToken ct)
    {
        if (then.Origin != now.Origin)
            return $"this is another log: its name is {now.Origin}, and the saved checkpoint is of {then.Origin}. After a restore a log continues under a new name";
        if (then.Size > now.Size)
            return $"the log was cut off: it had {Text(then.Size)} entries and has {Text(now.Size)}";
        if (then.Size == now.Size)
            return then.Root == now.Root ? null : $"the log was forked: its {Text(now.Size)} entries have another root than when the checkpoint was saved";

        var proof = await new LedgerTree(tiles, now.Size).ConsistencyProofAsync(then.Size, ct);
        if (Proofs.VerifyConsistency(then.Size, then.Root, now.Size, now.Root, proof))
            return null;

        return await FindMismatchAsync(then.Size, ct)
            ?? $"the log was forked: the entries before entry {Text(then.Size)} are not those that the saved checkpoint of that size covers";
    }

    /// <summary>Names a tile at the end of the earlier log that the tile above it does not confirm; null if there is none.</summary>
    private async Task<string?> FindMismatchAsync(long size, CancellationToken ct)
    {
        for (var level = 0; size > 0; level++, size /= Tile.Width)
        {
            var (tile, above) = (new Tile(level, size / Tile.Width), new Tile(level + 1, size / Tile.Width / Tile.Width));
            if (tile.WidthAt(now.Size) < Tile.Width)
                return null;

            var hashes = await tiles.ReadAsync(tile, Tile.Width, ct);
            var upper = await tiles.ReadAsync(above, above.WidthAt(now.Size), ct);
            if (!upper.Span.Slice((int)(tile.Number % Tile.Width) * TreeHash.Size, TreeHash.Size).SequenceEqual(Bytes(Tile.RootOf(hashes.Span))))
                return $"tile {tile.Path(Tile.Width)} does not match tile {above.Path(Tile.Width)} above it";
        }

        return null;
    }

    private static byte[] Bytes(TreeHash hash)
    {
        var bytes = new byte[TreeHash.Size];
        hash.CopyTo(bytes);
        return bytes;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
