using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.Sqlite.Database;
using SQLitePCL;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Choices that are stored and acknowledged, and not yet merged into their sites' logs.</summary>
/// <remarks>
/// With many sites, a choice that is written to its log changes a page of the log, one of the log's tail and one of each index. An inbox
/// row follows the last row of its group, whatever its visitor, so a commit writes few pages. Rows of a group that are merged together
/// share the pages of their sites' logs and tails, and a group covers only some of the sites, so each site has many rows in it. Position
/// and hash are final when the row is stored, so merging changes no answer. A log reader merges the inbox first; a look-up by visitor or
/// id searches the inbox too.
/// </remarks>
internal sealed class SqliteInbox
{
    private const int Groups = 8;

    /// <summary>The number of low bits of a row's number that do not identify its group.</summary>
    private const int GroupShift = 40;

    /// <summary>Inbox rows of a group that are merged at once: enough to share pages, few enough that the next batch hardly waits.</summary>
    private const int MergedAtOnce = 64;

    /// <summary>How long the oldest row of a group may wait for more rows.</summary>
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

    /// <summary>The first and last row number of the group that holds a site's inbox rows.</summary>
    public static (long First, long Last) NumbersFor(int site) => NumbersOf(site % Groups);

    /// <summary>Whether inbox rows that this connection stored are still unmerged.</summary>
    public bool Any => Array.Exists(groups, group => group.Ids.Count > 0);

    /// <summary>Whether a group is due to be merged.</summary>
    public bool AreDue => Array.Exists(groups, group => group.IsDue);

    /// <summary>Whether the inbox may hold the choice with this id.</summary>
    public bool MayHold(int site, Guid id) => GroupOf(site).Ids.Contains((site, id));

    /// <summary>Whether the inbox may hold choices of this visitor.</summary>
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

    /// <summary>Merges all inbox rows into their logs, including those of other processes.</summary>
    public void MergeAll(SqliteWriteSession session, SqliteLedgerBatch ledger)
    {
        MergeRows(session, ledger, (0, long.MaxValue));
        foreach (var group in groups)
            group.Clear();
    }

    /// <summary>Merges the due group that has waited longest, so that every group gets its turn under any load.</summary>
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

    /// <summary>The rows of a group that this connection stored and nobody has merged.</summary>
    private sealed class Group
    {
        public HashSet<(int Site, Guid Id)> Ids { get; } = [];

        public HashSet<Visitor> Visitors { get; } = [];

        /// <summary>When the oldest of them was stored, as a timestamp of the system clock.</summary>
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
