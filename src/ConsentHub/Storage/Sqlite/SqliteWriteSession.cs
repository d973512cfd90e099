using ConsentHub.Analysis;
using ConsentHub.Ledger;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Storage.Sqlite;

/// <summary>The writer's connection during a transaction: prepared statements, and what a batch adds up before it commits.</summary>
internal sealed class SqliteWriteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);
    private readonly SqliteRollups rollups = new();
    private readonly SqliteLedgerBatch ledger = new();
    private SqliteTransaction? transaction;

    public SqliteConnection Connection => connection;

    public SqliteTransaction Transaction => transaction ?? throw new InvalidOperationException("No transaction is open.");

    public void Begin()
    {
        transaction = connection.BeginTransaction(deferred: false);
        rollups.Clear();
        ledger.Clear();
    }

    /// <summary>A statement prepared once and kept; its parameters are bound anew by the caller.</summary>
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

    /// <summary>Working memory for the entry that is being sealed.</summary>
    public Utf8Buffer Entry { get; } = new();

    /// <summary>Adds an entry with this hash to a site's log, and gives its position.</summary>
    public long Seal(int site, in TreeHash hash, DateTimeOffset now) => ledger.Append(this, site, hash, now);

    public void Count(CellKey key, in RollupDelta delta) => rollups.Add(key, delta);

    /// <summary>Writes the counts added so far; a commit does so by itself.</summary>
    public void FlushCounts() => rollups.Write(this);

    public void Commit()
    {
        FlushCounts();
        ledger.Write(this);
        Transaction.Commit();
        transaction!.Dispose();
        transaction = null;
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
            command.Dispose();

        transaction?.Dispose();
        connection.Dispose();
    }
}
