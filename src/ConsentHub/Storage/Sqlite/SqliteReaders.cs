using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Storage.Sqlite;

/// <summary>Read-only connections, each with its prepared statements, lent one caller at a time.</summary>
internal sealed class SqliteReaders(SqliteDatabase database) : IDisposable
{
    private const int Kept = 16;

    private readonly ConcurrentBag<SqliteReadSession> idle = [];
    private bool disposed;

    /// <summary>Lends a connection; disposing the lease returns it.</summary>
    public SqliteReadLease Rent() => new(this, idle.TryTake(out var session) ? session : new SqliteReadSession(database.OpenReader()));

    public void Return(SqliteReadSession session)
    {
        if (disposed || idle.Count >= Kept)
            session.Dispose();
        else
            idle.Add(session);
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var session))
            session.Dispose();
    }
}

internal readonly struct SqliteReadLease(SqliteReaders owner, SqliteReadSession session) : IDisposable
{
    public SqliteReadSession Session => session;

    public SqliteConnection Connection => session.Connection;

    public void Dispose() => owner.Return(session);
}

internal sealed class SqliteReadSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>A statement prepared once and kept; its parameters are bound anew by the caller.</summary>
    public SqliteCommand Prepare(string sql)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            prepared.Add(sql, command);
        }

        command.Parameters.Clear();
        return command;
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
            command.Dispose();

        connection.Dispose();
    }
}
