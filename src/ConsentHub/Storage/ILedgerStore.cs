using ConsentHub.Ledger;

namespace ConsentHub.Storage;

/// <summary>The logs of the sites as they are published, and the keys that sign them.</summary>
internal interface ILedgerStore
{
    /// <summary>A site's log as it stands; null until its first entry.</summary>
    Task<LogHead?> HeadAsync(int site, CancellationToken ct);

    /// <summary>Every name that a site's log has had, the present one last.</summary>
    Task<IReadOnlyList<string>> OriginsAsync(int site, CancellationToken ct);

    /// <summary>The first hashes of a tile; null where the log is not that long.</summary>
    Task<byte[]?> ReadTileAsync(int site, Tile tile, int width, CancellationToken ct);

    /// <summary>The largest checkpoint ever signed for a log; null where there is none.</summary>
    Task<string?> LatestCheckpointAsync(string origin, CancellationToken ct);

    /// <summary>Keeps a signed checkpoint, unless there is one for this size already.</summary>
    /// <returns>The one that is kept: the first writer wins, so that a size is signed once.</returns>
    Task<string> KeepCheckpointAsync(int site, Checkpoint checkpoint, string note);

    /// <summary>The keys of a purpose, the newest first.</summary>
    Task<IReadOnlyList<HubKey>> KeysAsync(string purpose, CancellationToken ct);

    /// <summary>Adds a key of a purpose.</summary>
    /// <param name="onlyFirst">Adds nothing where there is one already: several processes may start at once.</param>
    Task AddKeyAsync(NewHubKey key, bool onlyFirst);

    /// <summary>Replaces how a key is wrapped.</summary>
    Task RewrapKeyAsync(long number, byte[] wrapped);
}

/// <summary>The end of a log.</summary>
/// <param name="Origin">Its name.</param>
/// <param name="Size">How many entries it has.</param>
internal sealed record LogHead(string Origin, long Size);

/// <summary>A key of the hub as it is stored.</summary>
/// <param name="Public">SubjectPublicKeyInfo; null for a key that is only secret.</param>
/// <param name="Wrapped">The secret, encrypted with the master key.</param>
internal sealed record HubKey(long Number, byte[]? Public, byte[] Wrapped, DateTimeOffset CreatedAt);

/// <summary>A key of the hub on its way into the store.</summary>
internal sealed record NewHubKey(string Purpose, byte[]? Public, byte[] Wrapped);
