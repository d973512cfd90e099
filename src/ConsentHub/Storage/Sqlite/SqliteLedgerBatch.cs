using System.Buffers;
using ConsentHub.Ledger;

namespace ConsentHub.Storage.Sqlite;

/// <summary>The entries that one batch adds to the sites' logs, written together before it commits.</summary>
/// <remarks>
/// The end of a log is read inside the transaction, so a second process on the same file is safe. A batch adds one row of hashes for
/// each site it touches; every 256th hash of a level completes a tile, whose root is the next hash of the level above.
/// </remarks>
internal sealed class SqliteLedgerBatch
{
    private readonly Dictionary<int, SiteLog> logs = [];

    /// <summary>Lengths of the logs as this connection committed them; read anew where another one has written.</summary>
    private readonly Dictionary<int, long> sizes = [];

    /// <param name="othersWrote">Whether another connection may have written since the last batch.</param>
    public void Begin(bool othersWrote)
    {
        logs.Clear();
        if (othersWrote)
            sizes.Clear();
    }

    /// <summary>The length of a site's log, with what this batch adds.</summary>
    public long SizeOf(SqliteWriteSession session, int site) =>
        logs.TryGetValue(site, out var log) ? log.Size : CommittedSizeOf(session, site);

    /// <summary>Takes the next position of a site's log for an entry with this hash.</summary>
    public long Append(SqliteWriteSession session, int site, in TreeHash hash)
    {
        if (!logs.TryGetValue(site, out var log))
            logs.Add(site, log = new SiteLog(CommittedSizeOf(session, site)));

        return log.Append(hash);
    }

    /// <summary>Writes what was added since the batch began.</summary>
    public void Write(SqliteWriteSession session)
    {
        foreach (var (site, log) in logs)
        {
            session.Statement("UPDATE site SET next_leaf = $size WHERE number = $site").Bind(1, log.Size).Bind(2, site).Run();
            Add(session, site, level: 0, log.First, log.Hashes);
            sizes[site] = log.Size;
        }

        logs.Clear();
    }

    /// <summary>Adds hashes at the end of a level, and what they complete to the levels above.</summary>
    private static void Add(SqliteWriteSession session, int site, int level, long first, ReadOnlySpan<byte> added)
    {
        var inTile = (int)(first % Tile.Width);
        if (inTile + (added.Length / TreeHash.Size) < Tile.Width)
        {
            InsertTail(session, site, level, first, added);
            return;
        }

        byte[] hashes = [.. Tail(session, site, level, inTile), .. added];
        DeleteTail(session, site, level);
        const int TileBytes = Tile.Width * TreeHash.Size;
        var number = first / Tile.Width;
        var roots = new byte[hashes.Length / TileBytes * TreeHash.Size];
        for (var tile = 0; tile < roots.Length / TreeHash.Size; tile++)
        {
            var full = hashes.AsSpan(tile * TileBytes, TileBytes);
            InsertTile(session, site, level, number + tile, full);
            Tile.RootOf(full).CopyTo(roots.AsSpan(tile * TreeHash.Size));
        }

        var rest = hashes.AsSpan(roots.Length / TreeHash.Size * TileBytes);
        if (rest.Length > 0)
            InsertTail(session, site, level, (number + (roots.Length / TreeHash.Size)) * Tile.Width, rest);

        Add(session, site, level + 1, number, roots);
    }

    private long CommittedSizeOf(SqliteWriteSession session, int site)
    {
        if (!sizes.TryGetValue(site, out var size))
            sizes.Add(site, size = ReadSize(session, site));

        return size;
    }

    private static long ReadSize(SqliteWriteSession session, int site) =>
        session.Statement("SELECT next_leaf FROM site WHERE number = $site").Bind(1, site).Number()
        ?? throw new InvalidOperationException($"Site number {site} is not in the database.");

    /// <exception cref="InvalidDataException">The rows do not add up to the log's length: somebody has edited them.</exception>
    private static byte[] Tail(SqliteWriteSession session, int site, int level, int expected)
    {
        var command = session.Prepare("SELECT hashes FROM ledger_tail WHERE site = $site AND level = $level ORDER BY first");
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$level", level);
        var tail = new ArrayBufferWriter<byte>(Tile.Width * TreeHash.Size);
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
                tail.Write((byte[])row[0]);
        }

        return tail.WrittenCount == expected * TreeHash.Size
            ? tail.WrittenSpan.ToArray()
            : throw new InvalidDataException(
                $"The log of site number {site} is damaged: its last tile of level {level} has {tail.WrittenCount} bytes instead of {expected * TreeHash.Size}. Run ConsentHub verify database.");
    }

    private static void InsertTail(SqliteWriteSession session, int site, int level, long first, ReadOnlySpan<byte> hashes) =>
        session.Statement("INSERT INTO ledger_tail (site, level, first, hashes) VALUES ($site, $level, $first, $hashes)")
            .Bind(1, site).Bind(2, level).Bind(3, first).Bind(4, hashes).Run();

    private static void DeleteTail(SqliteWriteSession session, int site, int level) =>
        session.Statement("DELETE FROM ledger_tail WHERE site = $site AND level = $level").Bind(1, site).Bind(2, level).Run();

    private static void InsertTile(SqliteWriteSession session, int site, int level, long number, ReadOnlySpan<byte> hashes) =>
        session.Statement("INSERT INTO ledger_tile (site, level, number, hashes) VALUES ($site, $level, $number, $hashes)")
            .Bind(1, site).Bind(2, level).Bind(3, number).Bind(4, hashes).Run();

    /// <summary>What a batch adds to one log.</summary>
    private sealed class SiteLog(long first)
    {
        private readonly ArrayBufferWriter<byte> hashes = new(8 * TreeHash.Size);

        public long First => first;

        public long Size => first + (hashes.WrittenCount / TreeHash.Size);

        public ReadOnlySpan<byte> Hashes => hashes.WrittenSpan;

        public long Append(in TreeHash hash)
        {
            var position = Size;
            hash.CopyTo(hashes.GetSpan(TreeHash.Size));
            hashes.Advance(TreeHash.Size);
            return position;
        }
    }
}
