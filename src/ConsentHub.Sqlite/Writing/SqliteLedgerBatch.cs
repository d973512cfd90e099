using System.Buffers;
using ConsentHub.Ledger;
using ConsentHub.SiteLedger;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The entries that a transaction adds to the sites' logs. Assigns positions at once, and writes the hashes together before the commit.</summary>
/// <remarks>
/// The end of a log is read inside the transaction, so a second process on the same file is safe. The transaction adds one row of hashes for
/// each site it touches; every 256th hash of a level completes a tile, whose root is the next hash of the level above.
/// </remarks>
internal sealed class SqliteLedgerBatch
{
    private readonly Dictionary<int, LogAddition> logs = [];

    public void Clear() => logs.Clear();

    /// <summary>The length of a site's log, with the entries of this transaction.</summary>
    public long SizeOf(SqliteWriteSession session, int site) => logs.TryGetValue(site, out var log) ? log.Size : ReadSize(session, site);

    /// <summary>Adds an entry with this hash to a site's log, and returns its position.</summary>
    public long Append(SqliteWriteSession session, int site, in TreeHash hash)
    {
        if (!logs.TryGetValue(site, out var log))
            logs.Add(site, log = new LogAddition(ReadSize(session, site)));

        return log.Append(hash);
    }

    /// <summary>Writes the new lengths and hashes.</summary>
    public void Write(SqliteWriteSession session)
    {
        var rows = new LedgerRows();
        foreach (var (site, log) in logs)
        {
            session.Statement("UPDATE site SET next_leaf = $size WHERE number = $site").Bind(1, log.Size).Bind(2, site).Run();
            rows.Add(site, level: 0, log.First, log.Hashes, level => Tail(session, site, level));
        }

        foreach (var (site, level) in rows.Emptied)
            session.Statement("DELETE FROM ledger_tail WHERE site = $site AND level = $level").Bind(1, site).Bind(2, level).Run();

        foreach (var (site, level, first, hashes) in rows.Tails)
            session.Statement("INSERT INTO ledger_tail (site, level, first, hashes) VALUES ($site, $level, $first, $hashes)")
                .Bind(1, site).Bind(2, level).Bind(3, first).Bind(4, hashes).Run();

        foreach (var (site, level, number, hashes) in rows.Tiles)
            session.Statement("INSERT INTO ledger_tile (site, level, number, hashes) VALUES ($site, $level, $number, $hashes)")
                .Bind(1, site).Bind(2, level).Bind(3, number).Bind(4, hashes).Run();

        Clear();
    }

    private static long ReadSize(SqliteWriteSession session, int site) =>
        session.Statement("SELECT next_leaf FROM site WHERE number = $site").Bind(1, site).Number()
        ?? throw new InvalidOperationException($"Site number {site} is not in the database.");

    private static byte[] Tail(SqliteWriteSession session, int site, int level)
    {
        var tail = new ArrayBufferWriter<byte>(Tile.Width * TreeHash.Size);
        session.Statement("SELECT hashes FROM ledger_tail WHERE site = $site AND level = $level ORDER BY first").Bind(1, site).Bind(2, level)
            .ForEach(row => tail.Write(SQLitePCL.raw.sqlite3_column_blob(row, 0)));
        return tail.WrittenSpan.ToArray();
    }
}
