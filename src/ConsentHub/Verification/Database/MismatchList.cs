using ConsentHub.ConsentLog;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>An entry that differs from the entry that was sealed at its position.</summary>
/// <param name="Sealed">The leaf hash at the entry's position; null if the log has no hash there.</param>
/// <param name="Vouched">Whether the tile above confirms the leaf hash.</param>
/// <param name="InTail">Whether no tile above exists yet, so that only checkpoints can confirm the leaf hash.</param>
internal sealed record Mismatch(LogEntry Entry, TreeHash? Sealed, bool Vouched = false, bool InTail = false);

/// <summary>Determines how the mismatched entries were tampered with: changed, moved or swapped.</summary>
internal sealed class MismatchList
{
    private readonly List<Mismatch> mismatches = [];
    private readonly List<long> empty = [];
    private long more;

    public void Add(Mismatch mismatch)
    {
        if (mismatches.Count < ErrorList.Kept)
            mismatches.Add(mismatch);
        else
            more++;
    }

    /// <summary>Adds positions whose entry is missing. The entry may be at another position.</summary>
    public void AddEmpty(long from, long to)
    {
        for (; from < to && empty.Count < ErrorList.Kept; from++)
            empty.Add(from);
    }

    public async Task ReportAsync(ILogSnapshot snapshot, StoredLog log, long length, ProvenSizes proven, ErrorList errors, CancellationToken ct)
    {
        var places = await PlacesAsync(snapshot, log, length, ct);
        var reported = new HashSet<long>();
        foreach (var mismatch in mismatches)
        {
            var position = mismatch.Entry.Position;
            if (!reported.Add(position))
                continue;

            if (places.TryGetValue(mismatch.Entry.Hash!.Value, out var place) && place.Position != position)
            {
                if (mismatch.Sealed is { } own && place.Mismatch is { } other && other.Entry.Hash == own)
                {
                    reported.Add(place.Position);
                    errors.Add($"positions {position} and {place.Position} of {log.Key} were swapped: {mismatch.Entry.What} was sealed at {place.Position}, {other.Entry.What} at {position}");
                }
                else
                {
                    errors.Add($"{mismatch.Entry.What} is at position {position} of {log.Key} and was sealed at position {place.Position}");
                }
            }
            else
            {
                errors.Add(Describe(mismatch, log, length, proven));
            }
        }

        for (; more > 0; more--)
            errors.Add($"another entry of {log.Key} does not match its hash");
    }

    private static string Describe(Mismatch mismatch, StoredLog log, long length, ProvenSizes proven)
    {
        var (what, position) = (mismatch.Entry.What, mismatch.Entry.Position);
        if (mismatch.Sealed is null)
            return $"{what} is at position {position} of {log.Key}, whose log has {length} entries";

        if (mismatch.Vouched || (mismatch.InTail && position < proven.Stored))
            return $"{what} at position {position} of {log.Key} was changed after it was sealed";

        return mismatch.InTail && position < proven.Corrected
            ? $"the hash of position {position} in the tail of {log.Key} was changed: {what} and the checkpoint of size {proven.Corrected} agree on another hash"
            : $"{what} at position {position} of {log.Key}, or its hash, was changed after it was sealed";
    }

    /// <summary>Maps leaf hashes to their positions, for the positions that do not hold their own entry.</summary>
    private async Task<Dictionary<TreeHash, (long Position, Mismatch? Mismatch)>> PlacesAsync(ILogSnapshot snapshot, StoredLog log, long length, CancellationToken ct)
    {
        var places = new Dictionary<TreeHash, (long, Mismatch?)>();
        foreach (var mismatch in mismatches)
        {
            if (mismatch.Sealed is { } hash)
                places[hash] = (mismatch.Entry.Position, mismatch);
        }

        var tiles = new SnapshotTiles(snapshot, log.Site);
        foreach (var position in mismatches.Count == 0 ? [] : empty)
        {
            try
            {
                places[await new LedgerTree(tiles, length).LeafHashAsync(position, ct)] = (position, null);
            }
            catch (InvalidDataException)
            {
                // The tile is missing, which is already reported.
            }
        }

        return places;
    }
}
