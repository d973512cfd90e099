using ConsentHub.ConsentLog;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>Checks a log's entries against their leaf hashes, and that every position is accounted for.</summary>
/// <remarks>
/// Each position holds a record, a removal entry or a statement, or a removal entry names the position as removed. If an entry and its hash differ, the
/// tile above shows which of the two was changed. The tail of the log has no tile above, so there the checkpoints show it
/// (<see cref="CheckpointCheck"/>).
/// </remarks>
internal sealed class EntryCheck(ILogSnapshot snapshot, StoredLog log, long length, ErrorList errors, Corrected corrected)
{
    private readonly List<Mismatch> inTile = [];
    private LevelTile? tile;
    private long due;

    /// <summary>Entries that do not match their hash, or whose position is outside the log.</summary>
    public MismatchList Mismatches { get; } = new();

    public long Records { get; private set; }

    public long Removals { get; private set; }

    public long Removed { get; private set; }

    public long Statements { get; private set; }

    /// <param name="progress">Receives each checked position.</param>
    public async Task RunAsync(EntrySealer sealer, IProgress<long>? progress, CancellationToken ct)
    {
        await using var tiles = new StoredLevel(snapshot, log, 0).ReadAsync(ct).GetAsyncEnumerator(ct);
        await using var above = new LevelCursor(new StoredLevel(snapshot, log, 1), ct);
        await using var entries = LogEntries.ReadAsync(snapshot, log, sealer, ct).GetAsyncEnumerator(ct);
        await using var removed = snapshot.RemovedAsync(log.Site, ct).GetAsyncEnumerator(ct);

        var (entry, named) = (await entries.MoveNextAsync(), await removed.MoveNextAsync());
        while (entry || named)
        {
            var position = Math.Min(entry ? entries.Current.Position : long.MaxValue, named ? removed.Current.Leaf : long.MaxValue);
            Account(position);
            LogEntry? held = null;
            for (; entry && entries.Current.Position == position; entry = await entries.MoveNextAsync())
            {
                if (held is not null)
                    errors.Add($"position {position} of {log.Key} holds {held.What} and {entries.Current.What}");

                held = entries.Current;
                Count(held);
                await CompareAsync(held, tiles, above);
            }

            for (var first = true; named && removed.Current.Leaf == position; named = await removed.MoveNextAsync(), first = false)
                CheckRemoved(removed.Current, held, first);

            progress?.Report(position);
        }

        Account(length);
        await GoToAsync(long.MaxValue, tiles, above);
    }

    private void Count(LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Record:
                Records++;
                break;
            case EntryKind.Removal:
                Removals++;
                break;
            case EntryKind.Statement:
                Statements++;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, null);
        }
    }

    /// <summary>Reports the positions before <paramref name="position"/> that hold no entry and that no removal names.</summary>
    private void Account(long position)
    {
        var end = Math.Min(position, length);
        if (end > due)
        {
            errors.Add(end - due == 1
                ? $"position {due} of {log.Key} holds no record and no removal names it"
                : $"positions {due} to {end - 1} of {log.Key} hold no record and no removal names them");
            Mismatches.AddEmpty(due, end);
        }

        due = Math.Max(due, position + 1);
    }

    private void CheckRemoved(RemovedPosition removed, LogEntry? held, bool first)
    {
        if (removed.Leaf < 0 || removed.Leaf >= removed.Removal)
            errors.Add($"the removal at position {removed.Removal} of {log.Key} names position {removed.Leaf}, which is not before it");
        else if (held is not null && first)
            errors.Add($"{held.What} is still at position {removed.Leaf} of {log.Key}, which the removal at position {removed.Removal} names as removed");
        else if (first)
            Removed++;
    }

    private async ValueTask CompareAsync(LogEntry entry, IAsyncEnumerator<LevelTile> tiles, LevelCursor above)
    {
        if (entry.Anomaly is { } anomaly)
            errors.Add($"{entry.What} at position {entry.Position} of {log.Key} was changed after it was sealed: {anomaly}");
        else if (entry.Position < 0 || entry.Position >= length)
            Mismatches.Add(new Mismatch(entry, null));
        else if (await GoToAsync(entry.Position / Tile.Width, tiles, above) is { } found && found.At(entry.Position) is { } hash && hash != entry.Hash)
            inTile.Add(new Mismatch(entry, hash));
    }

    /// <summary>Advances to the tile with this number, and checks the tiles before it.</summary>
    private async ValueTask<LevelTile?> GoToAsync(long number, IAsyncEnumerator<LevelTile> tiles, LevelCursor above)
    {
        while (tile is null || tile.Number < number)
        {
            if (tile is not null)
                Judge(tile, tile.IsFull ? await above.AtAsync(tile.Number) : null);

            if (!await tiles.MoveNextAsync())
            {
                tile = null;
                return null;
            }

            tile = tiles.Current;
        }

        return tile.Number == number ? tile : null;
    }

    private void Judge(LevelTile passed, TreeHash? above)
    {
        if (above is { } root && passed.Root != root)
            ReportTile(passed, root);
        else
            // The tile above confirms the hashes of this tile. A tail has no tile above.
            inTile.ForEach(m => Mismatches.Add(m with { Vouched = above is not null, InTail = !passed.IsFull }));

        if (!passed.IsFull)
            inTile.ForEach(m => corrected.Set(0, m.Entry.Position, m.Entry.Hash!.Value));

        inTile.Clear();
    }

    private void ReportTile(LevelTile changed, TreeHash root)
    {
        var above = StoredLevel.Name(1, changed.Number / Tile.Width);
        if (inTile.Count == 0)
        {
            errors.Add(TileCheck.DoNotFit(log.Key, 0, changed.Number));
            corrected.Set(1, changed.Number, changed.Root);
        }
        else if (Tile.RootOf(Mend(changed)) == root)
        {
            errors.Add($"{StoredLevel.Name(0, changed.Number)} of {log.Key} was changed: its records and {above} above it agree on other hashes");
            inTile.ForEach(m => corrected.Set(0, m.Entry.Position, m.Entry.Hash!.Value));
        }
        else
        {
            // Hashes of removed entries were changed too, and can't be recomputed without the entries.
            var more = inTile.Count == 1 ? "" : $" and {inTile.Count - 1} more of its entries";
            errors.Add($"{StoredLevel.Name(0, changed.Number)} of {log.Key} was changed: it matches neither {above} above nor {inTile[0].Entry.What} at position {inTile[0].Entry.Position}{more}");
            corrected.Lost.Add(changed.Number);
        }
    }

    private byte[] Mend(LevelTile stored)
    {
        var hashes = (byte[])stored.Hashes.Clone();
        foreach (var mismatch in inTile)
            mismatch.Entry.Hash!.Value.CopyTo(hashes.AsSpan((int)(mismatch.Entry.Position % Tile.Width) * TreeHash.Size));

        return hashes;
    }
}
