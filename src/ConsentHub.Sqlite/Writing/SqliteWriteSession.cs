using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The writer's connection during a transaction: prepared statements, and the totals of a batch before it commits.</summary>
internal sealed class SqliteWriteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);
    private readonly SqliteStatements statements = new(connection);
    private readonly SqliteRollups rollups = new();
    private readonly SqliteLedgerBatch ledger = new();
    private readonly SqliteInbox inbox = new();
    private readonly Dictionary<(int Site, int Notice), ulong> optional = [];
    private readonly UncountedSites uncounted = new(connection.Query<int>(SqliteCounting.Behind));
    private SqliteTransaction? transaction;
    private long? dataVersion;
    private bool? hasErasedIds;
    private bool? hasPendingErasures;

    public SqliteConnection Connection => connection;

    public SqliteTransaction Transaction => transaction ?? throw new InvalidOperationException("No transaction is open.");

    public void Begin()
    {
        transaction = connection.BeginTransaction(deferred: false);
        rollups.Clear();
        // The version changes when another connection commits; none can while this one holds the write lock.
        var version = Statement("PRAGMA data_version").Number();
        ledger.Begin(othersWrote: version != dataVersion);
        if (version == dataVersion)
            return;

        ErasuresChanged();
        dataVersion = version;
        MergeAll();
    }

    /// <summary>A commit is durable once the caller has synced the WAL. A commit itself moves the WAL into the database only if the WAL is very long.</summary>
    public void LeaveSyncAndCheckpointsToCaller() => connection.Execute("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 100000");

    /// <summary>Whether rows wait to be merged or counted.</summary>
    public bool HasPendingMaintenance => inbox.Any || uncounted.Count > 0;

    public UncountedSites Uncounted => uncounted;

    /// <summary>Whether any erased id is stored; if none is, no look-up of erased ids is needed.</summary>
    public bool HasErasedIds => hasErasedIds ??= Statement("SELECT EXISTS (SELECT 1 FROM erased_id)").Number() == 1;

    /// <summary>Whether any visitor's records remain to be erased; if none do, no look-up of pending erasures is needed.</summary>
    public bool HasPendingErasures => hasPendingErasures ??= Statement("SELECT EXISTS (SELECT 1 FROM erasing)").Number() == 1;

    /// <summary>Whether anybody was ever erased from this database.</summary>
    public bool HasErasures => Statement("SELECT EXISTS (SELECT 1 FROM erasure)").Number() == 1;

    /// <summary>The length of a site's log, without the inbox rows that follow it.</summary>
    public long MergedSizeOf(int site) => ledger.MergedSizeOf(this, site);

    /// <summary>Choices that this connection stored and nobody has merged yet.</summary>
    public SqliteInbox Inbox => inbox;

    /// <summary>Stores a choice behind the last inbox row.</summary>
    public void AddToInbox(int site, ConsentRecord record, UInt128 salt, DayCount counted, in TreeHash hash) => inbox.Add(this, site, record, salt, counted, hash);

    /// <summary>Merges every inbox row into its log. Required before a log is changed, or counted completely.</summary>
    public void MergeInbox()
    {
        if (inbox.Any)
            MergeAll();
    }

    /// <summary>Merges one group of inbox rows into its logs, if one is due.</summary>
    public void MergeDueInbox()
    {
        inbox.MergeDue(this, ledger);
        uncounted.Add(ledger.Grown);
    }

    /// <summary>The optional categories that a notice version asked about. Cached, because a version never changes.</summary>
    public ulong Optional(int site, int notice)
    {
        if (!optional.TryGetValue((site, notice), out var mask))
            optional.Add((site, notice), mask = NoticeMasks.Optional(this, site, notice));

        return mask;
    }

    /// <summary>A statement that every choice runs; its text is a constant.</summary>
    public SqliteStatement Statement(string sql) => statements.Of(sql);

    /// <summary>A statement prepared once and kept; the caller binds its parameters before each run.</summary>
    public SqliteCommand Prepare(string sql)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            prepared.Add(sql, command);
        }

        command.Transaction = transaction;
        command.Parameters.Clear();
        return command;
    }

    /// <summary>Reused buffer for the entry that is being sealed.</summary>
    public Utf8Buffer Entry { get; } = new();

    /// <summary>True after work that erases data: the copies in the WAL are then wiped after the commit.</summary>
    public bool NeedsWalWipe
    {
        get;
        set
        {
            field = value;
            ErasuresChanged();
        }
    }

    /// <summary>Called by work that erases.</summary>
    public void ErasuresChanged()
    {
        hasErasedIds = null;
        hasPendingErasures = null;
    }

    /// <summary>Adds an entry with this hash to a site's log at once, and gives its position.</summary>
    public long Seal(int site, in TreeHash hash, LedgerOrigins origins)
    {
        MergeInbox();
        var leaf = TakePosition(site, origins);
        ledger.Place(this, site, leaf, hash);
        uncounted.Add(site);
        return leaf;
    }

    /// <summary>The next position of a site's log. The first one fixes the log's name for ever.</summary>
    public long TakePosition(int site, LedgerOrigins origins)
    {
        var leaf = ledger.Take(this, site);
        if (leaf == 0)
            Execute(
                "INSERT INTO ledger_origin (site, generation, origin) VALUES ($site, 0, $origin) ON CONFLICT (site, generation) DO NOTHING",
                ("$site", site), ("$origin", origins.NewFor(KeyOf(site))));

        return leaf;
    }

    /// <summary>The key of a site by its number.</summary>
    public string KeyOf(int site)
    {
        var command = Prepare("SELECT key FROM site WHERE number = $site");
        command.Parameters.AddWithValue("$site", site);
        return (string)command.ExecuteScalar()!;
    }

    public void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = Prepare(sql);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);

        command.ExecuteNonQuery();
    }

    public void Count(CellKey key, in RollupDelta delta) => rollups.Add(key, delta);

    /// <summary>Writes the counts added so far; a commit also does this.</summary>
    public void FlushCounts() => rollups.Write(this);

    public void Commit()
    {
        FlushCounts();
        ledger.Write(this);
        Transaction.Commit();
        transaction!.Dispose();
        transaction = null;
    }

    /// <summary>Moves the WAL into the database and empties it, so that no deleted data remains in it or in cached pages that SQLite writes again.</summary>
    /// <returns>False if a reader still needs the WAL; the call does not wait for that reader.</returns>
    public bool TryWipeWal()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE);";
        try
        {
            using var result = command.ExecuteReader();
            // The first result is the new time-out; the second says whether a reader blocked the checkpoint.
            return result.NextResult() && result.Read() && result.GetInt64(0) == 0;
        }
        finally
        {
            command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA shrink_memory";
            command.ExecuteNonQuery();
        }
    }

    private void MergeAll()
    {
        inbox.MergeAll(this, ledger);
        uncounted.Add(ledger.Grown);
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
            command.Dispose();

        statements.Dispose();
        transaction?.Dispose();
        connection.Dispose();
    }
}
