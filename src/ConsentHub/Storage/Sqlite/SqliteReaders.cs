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
    private readonly SqliteStatements statements = new(connection);

    public SqliteConnection Connection => connection;

    /// <summary>A statement for what is looked up all the time; its text is a constant.</summary>
    public SqliteStatement Statement(string sql) => statements.Of(sql);

    public void Dispose()
    {
        statements.Dispose();
        connection.Dispose();
    }
}
