using ConsentHub.ConsentLog;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>Checks that a log's tiles are complete, and that each upper level matches the level below.</summary>
/// <remarks>The records are below level 0, so <see cref="EntryCheck"/> checks level 0 together with the records.</remarks>
internal sealed class TileCheck(ILogSnapshot snapshot, StoredLog log, ErrorList errors, Corrected corrected)
{
    /// <summary>Maximum number of levels: a log of 2^63 entries has no more.</summary>
    private const int Levels = 8;

    /// <summary>Number of entries of the log, according to its hashes.</summary>
    public long Length { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        Length = await CheckLevelAsync(0, ct);
        if (Length != log.Length)
            errors.Add($"{log.Key} says that its log has {log.Length} entries, but its hashes are those of {Length}");

        var top = await snapshot.TopLevelAsync(log.Site, ct);
        if (top >= Levels)
            errors.Add($"{log.Key} has hashes of level {top}, which no log can have");

        for (var level = 1; level < Levels && (level <= top || Expected(level) > 0); level++)
        {
            var count = await CheckLevelAsync(level, ct);
            if (count != Expected(level))
                errors.Add($"level {level} of {log.Key} has {count} hashes, and a log of {Length} entries has {Expected(level)} there");
        }
    }

    private long Expected(int level) => Length >> (8 * level);

    private async Task<long> CheckLevelAsync(int level, CancellationToken ct)
    {
        var stored = new StoredLevel(snapshot, log, level, errors.Add);
        await using var above = new LevelCursor(new StoredLevel(snapshot, log, level + 1), ct);
        await foreach (var tile in stored.ReadAsync(ct))
        {
            if (level == 0 || !tile.IsFull || await above.AtAsync(tile.Number) is not { } hash || hash == tile.Root)
                continue;

            errors.Add(DoNotFit(log.Key, level, tile.Number));
            corrected.Set(level + 1, tile.Number, tile.Root);
        }

        return stored.Count;
    }

    public static string DoNotFit(string key, int level, long number) =>
        $"{StoredLevel.Name(level, number)} of {key} and hash {number % Tile.Width} of {StoredLevel.Name(level + 1, number / Tile.Width)} above it do not match: one of them was changed";
}
