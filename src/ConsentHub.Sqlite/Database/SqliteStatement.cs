using System.Text;
using ConsentHub.Consents;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConsentHub.Sqlite.Database;

/// <summary>A statement prepared once, bound by position and stepped without ADO.NET, for work that every choice needs.</summary>
/// <remarks>Parameters are numbered from 1 by their first occurrence in the text; columns from 0.</remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement), database);
    }

    /// <summary>The row that the last step returned.</summary>
    public sqlite3_stmt Row => statement;

    public SqliteStatement Bind(int at, long value) => Check(raw.sqlite3_bind_int64(statement, at, value));

    public SqliteStatement Bind(int at, ReadOnlySpan<byte> value) =>
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, at, 0) : raw.sqlite3_bind_blob(statement, at, value));

    public SqliteStatement Bind(int at, string value)
    {
        if (value.Length > 256)
            return Check(raw.sqlite3_bind_text(statement, at, value));

        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(256)];
        return Check(raw.sqlite3_bind_text(statement, at, utf8[..Encoding.UTF8.GetBytes(value, utf8)]));
    }

    public SqliteStatement Bind(int at, Visitor visitor)
    {
        Span<byte> bytes = stackalloc byte[16];
        visitor.CopyTo(bytes);
        return Bind(at, bytes);
    }

    public SqliteStatement BindNull(int at) => Check(raw.sqlite3_bind_null(statement, at));

    public SqliteStatement Bind(int at, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(at, bytes);
    }

    /// <summary>Moves to the next row. Returns false after the last row; the statement can then be bound again.</summary>
    /// <exception cref="SqliteException">The statement failed; it can be bound again.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;

        _ = raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(code, database);

        return false;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Reads the first row; returns null if there is no row.</summary>
    public T? ReadOne<T>(Func<sqlite3_stmt, T> read)
        where T : class
    {
        if (!Step())
            return null;

        var value = read(statement);
        Reset();
        return value;
    }

    /// <summary>Reads rows while <paramref name="together"/> is true for the first row and the next one. Reads all rows if <paramref name="together"/> is null.</summary>
    public List<T> ReadWhile<T>(Func<sqlite3_stmt, T> read, Func<T, T, bool>? together = null)
    {
        var rows = new List<T>(0);
        try
        {
            while (Step() && read(statement) is var row && (rows.Count == 0 || together?.Invoke(rows[0], row) != false))
                rows.Add(row);
        }
        finally
        {
            Reset();
        }

        return rows;
    }

    /// <summary>Runs an action on each row.</summary>
    public void ForEach(Action<sqlite3_stmt> action)
    {
        try
        {
            while (Step())
                action(statement);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a statement that returns one integer, or no row.</summary>
    public long? Number()
    {
        if (!Step())
            return null;

        long? value = raw.sqlite3_column_type(statement, 0) == raw.SQLITE_NULL ? null : raw.sqlite3_column_int64(statement, 0);
        Reset();
        return value;
    }

    /// <summary>Discards remaining rows and resets the statement.</summary>
    public void Reset() => _ = raw.sqlite3_reset(statement);

    public void Dispose() => statement.Dispose();

    private SqliteStatement Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, database);

        return this;
    }
}

/// <summary>The statements of one connection by their text, which is a constant of the program.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> prepared = new(ReferenceEqualityComparer.Instance);

    public SqliteStatement Of(string sql)
    {
        if (!prepared.TryGetValue(sql, out var statement))
            prepared.Add(sql, statement = new SqliteStatement(connection, sql));

        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in prepared.Values)
            statement.Dispose();
    }
}
