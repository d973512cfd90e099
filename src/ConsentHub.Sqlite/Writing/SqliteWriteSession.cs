using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Ledger;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConsentHub.Sqlite.Writing;

/// <summary>The writer's connection during a transaction: prepared statements, and what a batch adds to logs and counts before it commits.</summary>
internal sealed class SqliteWriteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);
    private readonly SqliteStatements statements = new(connection);
    private readonly SqliteRollups rollups = new();
    private readonly SqliteLedgerBatch ledger = new();
    private readonly Dictionary<(int Site, int Notice), ulong> optional = [];
    private SqliteTransaction? transaction;
    private long? dataVersion;
    private bool? hasErasedIds;
    private bool? hasPendingErasures;

    public SqliteConnection Connection => connection;

    public SqliteTransaction Transaction => transaction ?? throw new InvalidOperationException("No transaction is open.");

    /// <summary>The sites whose logs have entries that are not counted yet.</summary>
    public UncountedSites Uncounted { get; } = new(connection.Query<int>(SqliteCounting.Behind));

    public void Begin()
    {
        transaction = connection.BeginTransaction(deferred: false);
        rollups.Clear();
        ledger.Clear();
        // The version changes when another connection commits. No other can commit while this connection holds the write lock.
        var version = Statement("PRAGMA data_version").Number();
        if (version == dataVersion)
            return;

        ErasuresChanged();
        dataVersion = version;
    }

    /// <summary>Writes what the transaction added to logs and counts, and commits. Durable only once the caller has synced the WAL.</summary>
    public void Commit()
    {
        FlushCounts();
        ledger.Write(this);
        Transaction.Commit();
        transaction!.Dispose();
        transaction = null;
    }

    /// <summary>From now on a commit is durable only once the caller has synced the WAL, and moves the WAL into the database only if the WAL is very long.</summary>
    public void LeaveSyncAndCheckpointsToCaller() => connection.Execute("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 100000");

    /// <summary>Whether any erased id is stored; if none is, no look-up of erased ids is needed.</summary>
    public bool HasErasedIds => hasErasedIds ??= Statement("SELECT EXISTS (SELECT 1 FROM erased_id)").Number() == 1;

    /// <summary>Whether any visitor's records remain to be erased; if none do, no look-up of pending erasures is needed.</summary>
    public bool HasPendingErasures => hasPendingErasures ??= Statement("SELECT EXISTS (SELECT 1 FROM erasing)").Number() == 1;

    /// <summary>Whether any record or acknowledged duty was ever removed from this database.</summary>
    public bool HasRemovals => Statement("SELECT EXISTS (SELECT 1 FROM removal) OR EXISTS (SELECT 1 FROM duty_statement)").Number() == 1;

    /// <summary>How many rows the last statement that writes changed.</summary>
    public int Changes => raw.sqlite3_changes(connection.Handle);

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

    /// <summary>Drops what is cached about erasures. Work that erases must call this.</summary>
    public void ErasuresChanged()
    {
        hasErasedIds = null;
        hasPendingErasures = null;
    }

    /// <summary>Adds an entry with this hash to a site's log, and returns its position, which is final. The first entry fixes the log's name for ever.</summary>
    public long AppendToLog(int site, in TreeHash hash, LedgerOrigins origins)
    {
        var leaf = ledger.Append(this, site, hash);
        if (leaf == 0)
        {
            Execute(
                "INSERT INTO ledger_origin (site, generation, origin) VALUES ($site, 0, $origin) ON CONFLICT (site, generation) DO NOTHING",
                ("$site", site), ("$origin", origins.NewFor(KeyOf(site))));
            Execute(LedgerOrigins.NameAfterRestore);
        }

        Uncounted.Add(site);
        return leaf;
    }

    /// <summary>The length of a site's log, with the entries of this transaction.</summary>
    public long LogSizeOf(int site) => ledger.SizeOf(this, site);

    /// <summary>Reused buffer for the entry that is being sealed.</summary>
    public Utf8Buffer Entry { get; } = new();

    public void Count(CellKey key, in RollupDelta delta) => rollups.Add(key, delta);

    /// <summary>Writes the counts added so far; a commit also does this.</summary>
    public void FlushCounts() => rollups.Write(this);

    /// <summary>The optional categories that a notice version asked about, as a bit mask. Cached, because a version never changes.</summary>
    public ulong Optional(int site, int notice)
    {
        if (!optional.TryGetValue((site, notice), out var mask))
        {
            var stored = Statement("SELECT asked & ~required FROM notice WHERE site = $site AND version = $version").Bind(1, site).Bind(2, notice).Number();
            mask = unchecked((ulong)(stored ?? throw new InvalidOperationException($"Notice {notice} of site {site} is not in the database.")));
            optional.Add((site, notice), mask);
        }

        return mask;
    }

    /// <summary>The key of a site by its number.</summary>
    public string KeyOf(int site)
    {
        var command = Prepare("SELECT key FROM site WHERE number = $site");
        command.Parameters.AddWithValue("$site", site);
        return (string)command.ExecuteScalar()!;
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

    public void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = Prepare(sql);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);

        command.ExecuteNonQuery();
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
