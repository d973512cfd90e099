using System.Security.Cryptography;
using ConsentHub.ConsentLog;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>Compares a log with checkpoints that were kept outside the database. The log must begin with the entries that these checkpoints cover.</summary>
/// <remarks>Tampering with the database can't hide what these checkpoints prove, because they are stored elsewhere, and the hub's key signed them.</remarks>
internal sealed class KeptCheckpointCheck(ILogSnapshot snapshot, StoredLog log, long length, IReadOnlyList<ECDsa> hubKeys, ErrorList errors)
{
    public async Task RunAsync(IReadOnlyList<KeptCheckpoint> kept, CancellationToken ct)
    {
        foreach (var one in kept.Where(k => log.Origins.Contains(k.Checkpoint.Origin)).OrderBy(k => k.Checkpoint.Size))
        {
            if (await FindErrorAsync(one, ct) is { } error)
                errors.Add($"{error} (--checkpoint {one.File})");
        }
    }

    /// <summary>Names the kept checkpoints of logs that the database does not have.</summary>
    public static async Task NameUnknownAsync(ILogSnapshot snapshot, IReadOnlyList<KeptCheckpoint> kept, ErrorList errors, CancellationToken ct)
    {
        if (kept.Count == 0)
            return;

        var origins = (await snapshot.LogsAsync(ct)).SelectMany(log => log.Origins).ToHashSet(StringComparer.Ordinal);
        foreach (var one in kept.Where(k => !origins.Contains(k.Checkpoint.Origin)))
            errors.Add($"the database has no log {one.Checkpoint.Origin} (--checkpoint {one.File})");
    }

    private async Task<string?> FindErrorAsync(KeptCheckpoint kept, CancellationToken ct)
    {
        var checkpoint = kept.Checkpoint;
        if (!CheckpointCheck.KeysOf(checkpoint.Origin, hubKeys).Any(key => key.Verifies(kept.Note)))
            return $"the kept checkpoint of size {checkpoint.Size} of {log.Key} is not signed by a key of this hub: its keys were replaced, or the file was changed";
        if (checkpoint.Size > length)
            return $"the log of {log.Key} was cut off: the kept checkpoint says {checkpoint.Size} entries, the log has {length}";

        try
        {
            return await new LedgerTree(new SnapshotTiles(snapshot, log.Site), checkpoint.Size).RootAsync(ct) == checkpoint.Root
                ? null : $"the log of {log.Key} was rewritten: the kept checkpoint of size {checkpoint.Size} has another root";
        }
        catch (InvalidDataException e)
        {
            return $"the kept checkpoint of size {checkpoint.Size} of {log.Key} can't be compared: {e.Message}";
        }
    }
}
