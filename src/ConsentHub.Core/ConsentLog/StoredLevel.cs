using System.Runtime.CompilerServices;
using ConsentHub.Ledger;

namespace ConsentHub.ConsentLog;

/// <summary>One level of a log's tree as it is stored, tile by tile: the full tiles and then the tail.</summary>
/// <param name="error">Receives a message for every row that is missing, misplaced or of a wrong size; null if another reader reports those rows.</param>
internal sealed class StoredLevel(ILogSnapshot snapshot, StoredLog log, int level, Action<string>? error = null)
{
    private const int TileBytes = Tile.Width * TreeHash.Size;

    /// <summary>Highest tile number accepted. With a higher one, which only a tampered database has, the size of the tree would overflow.</summary>
    private const long MaxTile = long.MaxValue / Tile.Width / 2;

    /// <summary>How many hashes the level has. Known only after <see cref="ReadAsync"/> has read the level to its end.</summary>
    public long Count { get; private set; }

    /// <summary>Every usable tile, ascending; a missing or damaged one leaves a gap.</summary>
    public async IAsyncEnumerable<LevelTile> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var next = 0L;
        await foreach (var (number, hashes) in snapshot.TilesAsync(log.Site, level, ct))
        {
            if (number < next || number > MaxTile)
            {
                error?.Invoke($"tile number {number} of level {level} of {log.Key} can't be in a log");
                continue;
            }

            ReportMissing(next, number);
            next = number + 1;
            if (hashes.Length == TileBytes)
                yield return new LevelTile(number, hashes);
            else
                error?.Invoke($"{Name(number)} of {log.Key} has {hashes.Length} bytes instead of {TileBytes}");
        }

        var (begin, tail) = await ReadTailAsync(next, ct);
        Count = (begin * Tile.Width) + (tail.Length / TreeHash.Size);
        if (tail.Length > 0)
            yield return new LevelTile(begin, tail);
    }

    public static string Name(int level, long number) => $"tile {new Tile(level, number).Path(Tile.Width)}";

    private async Task<(long Tile, byte[] Hashes)> ReadTailAsync(long tile, CancellationToken ct)
    {
        var tail = new List<byte>();
        await foreach (var (first, hashes) in snapshot.TailAsync(log.Site, level, ct))
        {
            if (tail.Count == 0 && first > tile * Tile.Width && first % Tile.Width == 0 && first / Tile.Width <= MaxTile)
            {
                ReportMissing(tile, first / Tile.Width);
                tile = first / Tile.Width;
            }

            var due = (tile * Tile.Width) + (tail.Count / TreeHash.Size);
            if (first != due || hashes.Length == 0 || hashes.Length % TreeHash.Size != 0 || tail.Count + hashes.Length >= TileBytes)
            {
                error?.Invoke($"the tail of level {level} of {log.Key} has a row of {hashes.Length} bytes at {first}; the next hash is due at {due}");
                break;
            }

            tail.AddRange(hashes);
        }

        return (tile, [.. tail]);
    }

    private void ReportMissing(long from, long to)
    {
        if (to - from == 1)
            error?.Invoke($"{Name(from)} of {log.Key} is missing");
        else if (to > from)
            error?.Invoke($"{Name(from)} to {Name(to - 1)} of {log.Key} are missing");
    }

    private string Name(long number) => Name(level, number);
}

/// <summary>Up to 256 hashes of a level, side by side.</summary>
internal sealed record LevelTile(long Number, byte[] Hashes)
{
    public bool IsFull => Hashes.Length == Tile.Width * TreeHash.Size;

    public TreeHash Root => Tile.RootOf(Hashes);

    /// <summary>The hash at an index of the level; null if this tile ends before that index.</summary>
    public TreeHash? At(long index)
    {
        var at = (index - (Number * Tile.Width)) * TreeHash.Size;
        return at < Hashes.Length ? TreeHash.Read(Hashes.AsSpan((int)at, TreeHash.Size)) : null;
    }
}

/// <summary>Looks up hashes of a level in ascending order, so that each tile is read once.</summary>
internal sealed class LevelCursor(StoredLevel level, CancellationToken ct) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<LevelTile> tiles = level.ReadAsync(ct).GetAsyncEnumerator(ct);
    private LevelTile? current;
    private bool ended;

    /// <summary>The hash at an index of the level; null if the level ends before that index or the stored hash is missing.</summary>
    public async ValueTask<TreeHash?> AtAsync(long index)
    {
        var number = index / Tile.Width;
        while (!ended && (current is null || current.Number < number))
        {
            ended = !await tiles.MoveNextAsync();
            current = ended ? null : tiles.Current;
        }

        return current is { } tile && tile.Number == number ? tile.At(index) : null;
    }

    public ValueTask DisposeAsync() => tiles.DisposeAsync();
}
