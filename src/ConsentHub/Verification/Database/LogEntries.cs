using System.Runtime.CompilerServices;
using ConsentHub.ConsentLog;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

internal enum EntryKind
{
    Record,
    Removal,
    Statement,
}

/// <summary>A row of the log, with the hash computed again.</summary>
/// <param name="What">The entry's name in messages: "record 0198…", "the removal" or "the statement".</param>
/// <param name="Hash">Null if the hash can't be computed; <paramref name="Anomaly"/> then has the reason.</param>
internal sealed record LogEntry(long Position, EntryKind Kind, string What, TreeHash? Hash, string? Anomaly);

/// <summary>Reads all entries that a log still has, of every kind, in order of position.</summary>
internal static class LogEntries
{
    public static async IAsyncEnumerable<LogEntry> ReadAsync(ILogSnapshot snapshot, StoredLog log, EntrySealer sealer, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var records = snapshot.ConsentsAsync(log.Site, ct).GetAsyncEnumerator(ct);
        await using var removals = snapshot.RemovalsAsync(log.Site, ct).GetAsyncEnumerator(ct);
        await using var statements = snapshot.StatementsAsync(log.Site, ct).GetAsyncEnumerator(ct);
        var (record, removal, statement) = (await records.MoveNextAsync(), await removals.MoveNextAsync(), await statements.MoveNextAsync());
        while (record || removal || statement)
        {
            var (ofRecord, ofRemoval, ofStatement) = (Leaf(record, records, r => r.Leaf), Leaf(removal, removals, r => r.Leaf), Leaf(statement, statements, s => s.Leaf));
            if (record && ofRecord <= ofRemoval && ofRecord <= ofStatement)
            {
                yield return await sealer.SealAsync(records.Current, ct);
                record = await records.MoveNextAsync();
            }
            else if (removal && ofRemoval <= ofStatement)
            {
                yield return sealer.Seal(removals.Current);
                removal = await removals.MoveNextAsync();
            }
            else
            {
                yield return sealer.Seal(statements.Current);
                statement = await statements.MoveNextAsync();
            }
        }
    }

    private static long Leaf<T>(bool any, IAsyncEnumerator<T> rows, Func<T, long> leaf) => any ? leaf(rows.Current) : long.MaxValue;
}
