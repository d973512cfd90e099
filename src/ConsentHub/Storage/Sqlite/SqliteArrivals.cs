using ConsentHub.Consents;
using ConsentHub.Ledger;
using SQLitePCL;

namespace ConsentHub.Storage.Sqlite;

/// <summary>Choices that are stored and acknowledged, and not yet placed in their sites' logs.</summary>
/// <remarks>
/// A choice of a site among many changes a page of the log, one of the log's tail and one of each index. As an arrival it is a row behind
/// the last one, whatever its site and visitor, so that a commit writes a few pages. Placing hundreds at once then shares the pages of the
/// logs and tails. Position and hash are fixed on arrival, so nothing that was answered changes. Whoever reads logs has the arrivals placed
/// first; whoever looks up a visitor or an id looks among them too.
/// </remarks>
internal sealed class SqliteArrivals
{
    private const string Insert =
        $"""
        INSERT INTO arrival ({ConsentRow.AllColumns}, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const int HashParameter = 21;

    private const string Entries = "SELECT site, leaf, hash FROM arrival ORDER BY site, leaf";

    private const string Place = $"INSERT INTO consent ({ConsentRow.AllColumns}) SELECT {ConsentRow.AllColumns} FROM arrival ORDER BY site, leaf";

    private readonly HashSet<(int Site, Guid Id)> ids = [];
    private readonly HashSet<Visitor> visitors = [];

    /// <summary>How many wait to be placed, as far as this connection stored them.</summary>
    public int Count => ids.Count;

    /// <summary>Whether the choice with this id may be among them.</summary>
    public bool MayHold(int site, Guid id) => ids.Contains((site, id));

    /// <summary>Whether choices of this visitor may be among them.</summary>
    public bool MayHold(Visitor visitor) => visitors.Contains(visitor);

    public void Add(SqliteWriteSession session, int site, ConsentRecord record, UInt128 salt, in TreeHash hash)
    {
        Span<byte> bytes = stackalloc byte[TreeHash.Size];
        hash.CopyTo(bytes);
        ConsentRow.Bind(session.Statement(Insert), site, record, salt).Bind(HashParameter, bytes).Run();
        ids.Add((site, record.Content.Id));
        visitors.Add(record.Content.Visitor);
    }

    /// <summary>Places all of them in their logs, those of other processes too.</summary>
    public void PlaceAll(SqliteWriteSession session, SqliteLedgerBatch ledger)
    {
        ids.Clear();
        visitors.Clear();
        var entries = session.Statement(Entries);
        var any = false;
        try
        {
            while (entries.Step())
            {
                any = true;
                var (site, leaf) = (raw.sqlite3_column_int(entries.Row, 0), raw.sqlite3_column_int64(entries.Row, 1));
                ledger.Place(session, site, leaf, TreeHash.Read(raw.sqlite3_column_blob(entries.Row, 2)));
            }
        }
        finally
        {
            entries.Reset();
        }

        if (!any)
            return;

        session.Statement(Place).Run();
        session.Statement("DELETE FROM arrival").Run();
    }
}
