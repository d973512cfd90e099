using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.Sqlite.Database;
using SQLitePCL;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Choices that are stored and acknowledged, and not yet placed in their sites' logs.</summary>
/// <remarks>
/// A choice of a site among many changes a page of the log, one of the log's tail and one of each index. As an inbox row it is a row behind
/// the last one of its group, whatever its visitor, so that a commit writes a few pages. Placing a group at once then shares the pages of
/// its sites' logs and tails, and a group has a part of the sites, so that each has many choices in it. Position and hash are fixed on
/// arrival, so nothing that was answered changes. Whoever reads logs has the inbox rows placed first; whoever looks up a visitor or an id
/// looks among them too.
/// </remarks>
internal sealed class SqliteInbox
{
    private const int Groups = 8;

    /// <summary>Bits of a row's number below those of its group.</summary>
    private const int GroupShift = 40;

    /// <summary>Inbox rows of a group that are placed at once: enough to share pages, few enough that the next batch hardly waits.</summary>
    private const int MergedAtOnce = 64;

    /// <summary>How long the first of a group may wait for the others.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    private const string Insert =
        $"""
        INSERT INTO inbox ({ConsentRow.AllColumns}, hash, number)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const int HashParameter = 23, NumberParameter = 24;

    private const string Entries = "SELECT site, leaf, hash FROM inbox WHERE number BETWEEN $first AND $last ORDER BY site, leaf";

    private const string Place =
        $"""
        INSERT INTO consent ({ConsentRow.AllColumns})
        SELECT {ConsentRow.AllColumns} FROM inbox WHERE number BETWEEN $first AND $last ORDER BY site, leaf
        """;

    private const string Delete = "DELETE FROM inbox WHERE number BETWEEN $first AND $last";

    private readonly Group[] groups = [.. Enumerable.Range(0, Groups).Select(_ => new Group())];

    /// <summary>The numbers of the rows among which a site's inbox rows are.</summary>
    public static (long First, long Last) NumbersFor(int site) => NumbersOf(site % Groups);

    /// <summary>Whether any wait to be placed, as far as this connection stored them.</summary>
    public bool Any => Array.Exists(groups, group => group.Ids.Count > 0);

    /// <summary>Whether a group should be placed now.</summary>
    public bool AreDue => Array.Exists(groups, group => group.IsDue);

    /// <summary>Whether the choice with this id may be among them.</summary>
    public bool MayHold(int site, Guid id) => GroupOf(site).Ids.Contains((site, id));

    /// <summary>Whether choices of this visitor may be among them.</summary>
    public bool MayHold(int site, Visitor visitor) => GroupOf(site).Visitors.Contains(visitor);

    public void Add(SqliteWriteSession session, int site, ConsentRecord record, UInt128 salt, DayCount counted, in TreeHash hash)
    {
        var group = GroupOf(site);
        Span<byte> bytes = stackalloc byte[TreeHash.Size];
        hash.CopyTo(bytes);
        ConsentRow.Bind(session.Statement(Insert), site, record, salt, counted)
            .Bind(HashParameter, bytes).Bind(NumberParameter, NumbersFor(site).First + group.Ids.Count).Run();
        group.Add(site, record.Content);
    }

    /// <summary>Places all of them in their logs, those of other processes too.</summary>
    public void MergeAll(SqliteWriteSession session, SqliteLedgerBatch ledger)
    {
        MergeRows(session, ledger, (0, long.MaxValue));
        foreach (var group in groups)
            group.Clear();
    }

    /// <summary>Of the groups that are due places the one that has waited longest, so that each has its turn however much comes.</summary>
    public void MergeDue(SqliteWriteSession session, SqliteLedgerBatch ledger)
    {
        if (groups.Where(group => group.IsDue).MinBy(group => group.Since) is not { } due)
            return;

        MergeRows(session, ledger, NumbersOf(Array.IndexOf(groups, due)));
        due.Clear();
    }

    private static void MergeRows(SqliteWriteSession session, SqliteLedgerBatch ledger, (long First, long Last) numbers)
    {
        var entries = session.Statement(Entries).Bind(1, numbers.First).Bind(2, numbers.Last);
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

        session.Statement(Place).Bind(1, numbers.First).Bind(2, numbers.Last).Run();
        session.Statement(Delete).Bind(1, numbers.First).Bind(2, numbers.Last).Run();
    }

    private Group GroupOf(int site) => groups[site % Groups];

    private static (long First, long Last) NumbersOf(int group) => ((long)group << GroupShift, ((long)(group + 1) << GroupShift) - 1);

    /// <summary>What this connection has stored of a group and not placed.</summary>
    private sealed class Group
    {
        public HashSet<(int Site, Guid Id)> Ids { get; } = [];

        public HashSet<Visitor> Visitors { get; } = [];

        /// <summary>When the first of them came, a timestamp of the system's clock.</summary>
        public long Since { get; private set; }

        public bool IsDue => Ids.Count >= MergedAtOnce || (Ids.Count > 0 && TimeProvider.System.GetElapsedTime(Since) >= Longest);

        public void Add(int site, ChoiceContent content)
        {
            if (Ids.Count == 0)
                Since = TimeProvider.System.GetTimestamp();

            Ids.Add((site, content.Id));
            Visitors.Add(content.Visitor);
        }

        public void Clear()
        {
            Ids.Clear();
            Visitors.Clear();
        }
    }
}
