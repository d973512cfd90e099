using System.Runtime.CompilerServices;
using ConsentHub.ConsentLog;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>A row of the log, with the hash computed again.</summary>
/// <param name="What">The entry's name in messages: "record 0198…" or "the removal".</param>
/// <param name="Hash">Null if the hash can't be computed; <paramref name="Anomaly"/> then has the reason.</param>
internal sealed record LogEntry(long Position, string What, TreeHash? Hash, string? Anomaly);

/// <summary>Reads all entries that a log still has, records and removals, in order of position.</summary>
internal static class LogEntries
{
    public static async IAsyncEnumerable<LogEntry> ReadAsync(ILogSnapshot snapshot, StoredLog log, EntrySealer sealer, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var records = snapshot.ConsentsAsync(log.Site, ct).GetAsyncEnumerator(ct);
        await using var removals = snapshot.RemovalsAsync(log.Site, ct).GetAsyncEnumerator(ct);
        var (record, removal) = (await records.MoveNextAsync(), await removals.MoveNextAsync());
        while (record || removal)
        {
            if (record && (!removal || records.Current.Leaf <= removals.Current.Leaf))
            {
                yield return await sealer.SealAsync(records.Current, ct);
                record = await records.MoveNextAsync();
            }
            else
            {
                yield return sealer.Seal(removals.Current);
                removal = await removals.MoveNextAsync();
            }
        }
    }
}
