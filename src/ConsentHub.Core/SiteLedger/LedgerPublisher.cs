using ConsentHub.Keys;
using ConsentHub.Ledger;

namespace ConsentHub.SiteLedger;

/// <summary>The public view of a site's log: signed checkpoints, and proofs against them.</summary>
/// <remarks>A checkpoint is signed on request, over durable entries, and kept for ever.</remarks>
internal sealed class LedgerPublisher(ILedgerStore store, HubKeys keys)
{
    /// <summary>A checkpoint of the log as it is now; null until its first entry.</summary>
    public async Task<SignedNote?> CheckpointAsync(int site, CancellationToken ct) =>
        await store.HeadAsync(site, ct) is { } head ? await CheckpointAsync(site, head, ct) : null;

    /// <summary>A checkpoint of a size that the log has or had; null if the log has no entry yet.</summary>
    public async Task<SignedNote?> CheckpointAsync(int site, long size, CancellationToken ct)
    {
        if (await store.HeadAsync(site, ct) is not { } head)
            return null;

        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, head.Size);
        return await SignAsync(site, head with { Size = size }, ct);
    }

    /// <summary>Proves that an entry is at its position in the log.</summary>
    public async Task<LedgerProof> ProveAsync(int site, long leaf, CancellationToken ct)
    {
        var head = await store.HeadAsync(site, ct);
        if (head is null || leaf >= head.Size)
            throw new ArgumentOutOfRangeException(nameof(leaf), leaf, "The log has no such entry.");

        // Uses the largest checkpoint if it covers the entry, so that issuing a receipt again signs no new checkpoint.
        var note = await store.LatestCheckpointAsync(head.Origin, ct) is { } latest && SizeOf(latest) > leaf
            ? Parse(latest)
            : await CheckpointAsync(site, head, ct);
        var tree = new LedgerTree(new StoredTiles(store, site), SizeOf(note));
        var proof = new LogProof(leaf, await tree.InclusionProofAsync(leaf, ct), note);
        return new LedgerProof(head.Origin, leaf, proof, await keys.VerifierKeysAsync(await store.OriginsAsync(site, ct), ct));
    }

    /// <summary>The verifier keys of a site's log, the current one first.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(int site, CancellationToken ct) => await keys.VerifierKeysAsync(await store.OriginsAsync(site, ct), ct);

    private async Task<SignedNote> CheckpointAsync(int site, LogHead head, CancellationToken ct)
    {
        if (await store.LatestCheckpointAsync(head.Origin, ct) is { } latest && SizeOf(latest) >= head.Size)
            return Parse(latest);

        return await SignAsync(site, head, ct);
    }

    private async Task<SignedNote> SignAsync(int site, LogHead head, CancellationToken ct)
    {
        var root = await new LedgerTree(new StoredTiles(store, site), head.Size).RootAsync(ct);
        var checkpoint = new Checkpoint(head.Origin, head.Size, root);
        var signed = await keys.SignAsync(checkpoint, ct);
        return Parse(await store.KeepCheckpointAsync(site, checkpoint, signed.ToString(), new CheckpointSealer(await keys.SignerAsync(ct))));
    }

    private static SignedNote Parse(string note) =>
        SignedNote.TryParse(note, out var parsed) ? parsed : throw new InvalidDataException("A stored checkpoint is damaged. Run ConsentHub verify database.");

    private static long SizeOf(string note) => SizeOf(Parse(note));

    private static long SizeOf(SignedNote note) =>
        Checkpoint.TryParse(note.Text, out var checkpoint) ? checkpoint.Size : throw new InvalidDataException("A stored checkpoint is damaged. Run ConsentHub verify database.");
}

/// <summary>The ledger's part of a receipt.</summary>
/// <param name="Keys">The verifier keys of the log, for convenience: a verifier compares them with the published keys.</param>
internal sealed record LedgerProof(string Origin, long LeafIndex, LogProof Proof, IReadOnlyList<string> Keys);

/// <summary>The tiles of one site's log in the store.</summary>
internal sealed class StoredTiles(ILedgerStore store, int site) : ITileSource
{
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct) =>
        await store.ReadTileAsync(site, tile, width, ct)
        ?? throw new InvalidDataException($"The store has no {width} hashes of tile {tile.Path(width)} of site number {site}. Run ConsentHub verify database.");
}
