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
    private readonly Dictionary<int, LogAddition> logs = [];

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
            logs.Add(site, log = new LogAddition(CommittedSizeOf(session, site)));

        return log.Append(hash);
    }

    /// <summary>Writes what was added since the batch began.</summary>
    public void Write(SqliteWriteSession session)
    {
        var rows = new LedgerRows();
        foreach (var (site, log) in logs)
        {
            session.Statement("UPDATE site SET next_leaf = $size WHERE number = $site").Bind(1, log.Size).Bind(2, site).Run();
            rows.Add(site, level: 0, log.First, log.Hashes, level => Tail(session, site, level));
            sizes[site] = log.Size;
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

    private long CommittedSizeOf(SqliteWriteSession session, int site)
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
