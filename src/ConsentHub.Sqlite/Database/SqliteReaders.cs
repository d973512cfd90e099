using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Database;

/// <summary>Read-only connections with their prepared statements, each lent to one caller at a time.</summary>
internal sealed class SqliteReaders(SqliteDatabase database) : IDisposable
{
    private readonly SqliteReadSession?[] idle = new SqliteReadSession?[16];
    private volatile bool disposed;

    /// <summary>Lends a connection; disposing the lease returns it. Lends the first idle one, so that few connections stay in use and their page caches stay warm.</summary>
    public SqliteReadLease Rent()
    {
        foreach (ref var place in idle.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } session)
                return new SqliteReadLease(this, session);
        }

        return new SqliteReadLease(this, new SqliteReadSession(database.OpenReader()));
    }

    public void Return(SqliteReadSession session)
    {
        foreach (ref var place in idle.AsSpan())
        {
            if (place is null && Interlocked.CompareExchange(ref place, session, null) is null)
            {
                if (disposed)
                    Dispose();

                return;
            }
        }

        session.Dispose();
    }

    public void Dispose()
    {
        disposed = true;
        foreach (ref var place in idle.AsSpan())
            Interlocked.Exchange(ref place, null)?.Dispose();
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

    /// <summary>A statement for frequent look-ups; its text is a constant.</summary>
    public SqliteStatement Statement(string sql) => statements.Of(sql);

    public void Dispose()
    {
        statements.Dispose();
        connection.Dispose();
    }
}
