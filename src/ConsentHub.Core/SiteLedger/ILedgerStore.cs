using ConsentHub.Ledger;

namespace ConsentHub.SiteLedger;

/// <summary>The logs of the sites as they are published.</summary>
internal interface ILedgerStore
{
    /// <summary>A site's log in its current state; null until its first entry.</summary>
    Task<LogHead?> HeadAsync(int site, CancellationToken ct);

    /// <summary>Every name that a site's log has had, the current one last.</summary>
    Task<IReadOnlyList<string>> OriginsAsync(int site, CancellationToken ct);

    /// <summary>The first hashes of a tile; null if the log is too short.</summary>
    Task<byte[]?> ReadTileAsync(int site, Tile tile, int width, CancellationToken ct);

    /// <summary>The largest checkpoint ever signed for a log; null if there is none.</summary>
    Task<string?> LatestCheckpointAsync(string origin, CancellationToken ct);

    /// <summary>Stores a signed checkpoint, unless one exists for this size.</summary>
    /// <param name="sealer">Chains the checkpoint to the earlier ones, in the same transaction.</param>
    /// <returns>The stored checkpoint. The first writer wins, so that each size has one checkpoint.</returns>
    Task<string> KeepCheckpointAsync(int site, Checkpoint checkpoint, string note, CheckpointSealer sealer);
}

/// <summary>The end of a log.</summary>
/// <param name="Origin">Name of the log.</param>
/// <param name="Size">How many entries it has.</param>
internal sealed record LogHead(string Origin, long Size);
