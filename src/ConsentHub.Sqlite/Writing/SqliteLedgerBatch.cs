using System.Buffers;
using ConsentHub.Ledger;
using ConsentHub.SiteLedger;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The ends of the sites' logs during a transaction: assigns positions, and collects the merged hashes and writes them together before the commit.</summary>
/// <remarks>
/// The end of a log is read inside the transaction, so a second process on the same file is safe. A transaction that merges entries adds
/// one row of hashes for each site it touches; every 256th hash of a level completes a tile, whose root is the next hash of the level above.
/// </remarks>
internal sealed class SqliteLedgerBatch
{
    private readonly Dictionary<int, LogAddition> logs = [];

    /// <summary>Lengths of the logs with the inbox rows that follow them; read again after another connection has written.</summary>
    private readonly Dictionary<int, long> sizes = [];

    /// <param name="othersWrote">Whether another connection may have written since the last transaction. All inbox rows are then merged before a position is assigned.</param>
    public void Begin(bool othersWrote)
    {
        logs.Clear();
        if (othersWrote)
            sizes.Clear();
    }

    /// <summary>The sites whose logs this transaction has made longer.</summary>
    public IEnumerable<int> Grown => logs.Keys;

    /// <summary>The length of a site's log, without the inbox rows that follow it.</summary>
    public long MergedSizeOf(SqliteWriteSession session, int site) => logs.TryGetValue(site, out var log) ? log.Size : ReadSize(session, site);

    /// <summary>Assigns the next position of a site's log to an entry that is merged now or later.</summary>
    public long Take(SqliteWriteSession session, int site)
    {
        var position = SizeOf(session, site);
        sizes[site] = position + 1;
        return position;
    }

    /// <summary>Puts an entry's hash at its position, which must directly follow the merged entries.</summary>
    /// <exception cref="InvalidDataException">The position does not follow: somebody has edited the inbox rows.</exception>
    public void Place(SqliteWriteSession session, int site, long position, in TreeHash hash)
    {
        if (!logs.TryGetValue(site, out var log))
            logs.Add(site, log = new LogAddition(ReadSize(session, site)));

        if (log.Append(hash) != position)
            throw new InvalidDataException(
                $"The inbox of site number {site} is damaged: position {position} follows {log.Size - 2}. Run ConsentHub verify database.");

        if (SizeOf(session, site) < log.Size)
            sizes[site] = log.Size;
    }

    /// <summary>Writes the hashes merged since the transaction began.</summary>
    public void Write(SqliteWriteSession session)
    {
        var rows = new LedgerRows();
        foreach (var (site, log) in logs)
        {
            session.Statement("UPDATE site SET next_leaf = $size WHERE number = $site").Bind(1, log.Size).Bind(2, site).Run();
            rows.Add(site, level: 0, log.First, log.Hashes, level => Tail(session, site, level));
        }

        Write(session, rows);
        logs.Clear();
    }

    private static void Write(SqliteWriteSession session, LedgerRows rows)
    {
        foreach (var (site, level) in rows.Emptied)
            DeleteTail(session, site, level);

        foreach (var (site, level, first, hashes) in rows.Tails)
            InsertTail(session, site, level, first, hashes);

        foreach (var (site, level, number, hashes) in rows.Tiles)
            InsertTile(session, site, level, number, hashes);
    }

    /// <summary>The length of a site's log, with the inbox rows that follow it.</summary>
    private long SizeOf(SqliteWriteSession session, int site)
    {
        if (!sizes.TryGetValue(site, out var size))
            sizes.Add(site, size = ReadSize(session, site));

        return size;
    }

    private static long ReadSize(SqliteWriteSession session, int site) =>
        session.Statement("SELECT next_leaf FROM site WHERE number = $site").Bind(1, site).Number()
        ?? throw new InvalidOperationException($"Site number {site} is not in the database.");

    private static byte[] Tail(SqliteWriteSession session, int site, int level)
    {
        var command = session.Prepare("SELECT hashes FROM ledger_tail WHERE site = $site AND level = $level ORDER BY first");
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$level", level);
        var tail = new ArrayBufferWriter<byte>(Tile.Width * TreeHash.Size);
        using var row = command.ExecuteReader();
        while (row.Read())
            tail.Write((byte[])row[0]);

        return tail.WrittenSpan.ToArray();
    }

    private static void InsertTail(SqliteWriteSession session, int site, int level, long first, byte[] hashes) =>
        session.Statement("INSERT INTO ledger_tail (site, level, first, hashes) VALUES ($site, $level, $first, $hashes)")
            .Bind(1, site).Bind(2, level).Bind(3, first).Bind(4, hashes).Run();

    private static void DeleteTail(SqliteWriteSession session, int site, int level) =>
        session.Statement("DELETE FROM ledger_tail WHERE site = $site AND level = $level").Bind(1, site).Bind(2, level).Run();

    private static void InsertTile(SqliteWriteSession session, int site, int level, long number, byte[] hashes) =>
        session.Statement("INSERT INTO ledger_tile (site, level, number, hashes) VALUES ($site, $level, $number, $hashes)")
            .Bind(1, site).Bind(2, level).Bind(3, number).Bind(4, hashes).Run();
}
