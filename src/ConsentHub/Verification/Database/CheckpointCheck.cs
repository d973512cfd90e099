using System.Security.Cryptography;
using ConsentHub.ConsentLog;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>The log size up to which checkpoints confirm the stored hashes, and the size up to which they confirm the corrected hashes.</summary>
internal readonly record struct ProvenSizes(long Stored, long Corrected);

/// <summary>Compares a log with every checkpoint ever signed for it.</summary>
internal sealed class CheckpointCheck(ILogSnapshot snapshot, StoredLog log, long length, ErrorList errors, Corrected corrected)
{
    private readonly SnapshotTiles storedTiles = new(snapshot, log.Site);
    private readonly SnapshotTiles correctedTiles = new(snapshot, log.Site, corrected);
    private Checkpoint? before;
    private Checkpoint? beyond;

    public long Count { get; private set; }

    public ProvenSizes Proven { get; private set; }

    public async Task RunAsync(IReadOnlyList<ECDsa> hubKeys, CancellationToken ct)
    {
        var keys = log.Origins.ToDictionary(o => o, o => KeysOf(o, hubKeys), StringComparer.Ordinal);
        await foreach (var stored in snapshot.CheckpointsAsync(log.Site, ct))
        {
            Count++;
            if (Read(stored, keys) is not { } checkpoint)
                continue;

            if (before is { } other && other.Size == checkpoint.Size && other.Root != checkpoint.Root)
                errors.Add($"{log.Key} was forked: {other.Origin} and {checkpoint.Origin} signed two roots for size {checkpoint.Size}");

            before = checkpoint;
            if (checkpoint.Size > length)
                beyond = checkpoint;
            else
                await CompareAsync(checkpoint, ct);
        }

        if (beyond is not null)
            errors.Add($"the log of {log.Key} was cut off: a checkpoint says {beyond.Size} entries, the log has {length}");
    }

    /// <summary>The verifier keys of a log; none if the log's name is invalid, so that each checkpoint of the log is reported as an error.</summary>
    public static VerifierKey[] KeysOf(string origin, IReadOnlyList<ECDsa> hubKeys)
    {
        try
        {
            return [.. hubKeys.Select(key => VerifierKey.Of(origin, key))];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    private Checkpoint? Read(StoredCheckpoint stored, Dictionary<string, VerifierKey[]> keys)
    {
        var name = $"the checkpoint of size {stored.Size} of {log.Key} ({stored.Origin})";
        if (!SignedNote.TryParse(stored.Note, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint))
            errors.Add($"{name} is not a signed checkpoint");
        else if (!keys.TryGetValue(stored.Origin, out var own))
            errors.Add($"{name} belongs to a log that is not this site's");
        else if (!own.Any(key => key.Verifies(note)))
            errors.Add($"{name} is not signed by a key of this hub, or was changed afterwards");
        else if (checkpoint.Origin != stored.Origin || checkpoint.Size != stored.Size)
            errors.Add($"{name} contains the checkpoint of size {checkpoint.Size} of {checkpoint.Origin}");
        else
            return checkpoint;

        return null;
    }

    private async Task CompareAsync(Checkpoint checkpoint, CancellationToken ct)
    {
        try
        {
            if (await new LedgerTree(storedTiles, checkpoint.Size).RootAsync(ct) == checkpoint.Root)
                Proven = Proven with { Stored = checkpoint.Size };
            else if (corrected.Any && await new LedgerTree(correctedTiles, checkpoint.Size).RootAsync(ct) == checkpoint.Root)
                Proven = Proven with { Corrected = checkpoint.Size };
            else if (checkpoint.Size % Tile.Width != 0 && corrected.Lost.Contains(checkpoint.Size / Tile.Width))
                throw new InvalidDataException($"{StoredLevel.Name(0, checkpoint.Size / Tile.Width)} was changed");
            else
                errors.Add($"the log of {log.Key} was rewritten or forked: the signed checkpoint of size {checkpoint.Size} ({checkpoint.Origin}) has another root");
        }
        catch (InvalidDataException e)
        {
            errors.Add($"the checkpoint of size {checkpoint.Size} of {log.Key} can't be compared: {e.Message}");
        }
    }
}
