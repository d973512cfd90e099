using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Storage.Sqlite;

/// <summary>Copies of the database file: made while a server runs, and put in the place of another.</summary>
internal static class SqliteCopy
{
    /// <summary>Writes one consistent state of the database to a new file (SQLite's backup API).</summary>
    public static void Write(SqliteDatabase database, string path)
    {
        using var source = database.OpenReader();
        using var target = Open(path, SqliteOpenMode.ReadWriteCreate);
        source.BackupDatabase(target);
        // One file, without a log beside it.
        target.Execute("PRAGMA journal_mode = DELETE");
    }

    /// <summary>Checks that a file is a sound database of ConsentHub, and gives each log in it a new name.</summary>
    /// <param name="generation">The number of the name; higher than any that a log had before.</param>
    /// <param name="journaled">The highest number that the journal knows.</param>
    /// <exception cref="InvalidDataException">It is something else, or damaged.</exception>
    public static void Prepare(string path, int journaled, out int generation)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            if (connection.ExecuteScalar<long>("PRAGMA application_id") != SqliteDatabase.ApplicationId)
                throw new InvalidDataException("it is no database of ConsentHub");
            if (connection.ExecuteScalar<string>("PRAGMA integrity_check(1)") is var fault && fault != "ok")
                throw new InvalidDataException($"the database in it is damaged: {fault}");

            generation = Math.Max(journaled, (int)connection.ExecuteScalar<long>("SELECT coalesce(max(generation), 0) FROM ledger_origin")) + 1;
            connection.Execute(
                "INSERT INTO ledger_origin (site, generation, origin) SELECT site, @generation, origin || '/r' || @generation FROM ledger_origin WHERE generation = 0",
                new { generation });
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 26 or 11)
        {
            throw new InvalidDataException("it is no sound SQLite database", e);
        }
    }

    /// <summary>Whether nobody has a database open: only then may another file take its place.</summary>
    public static bool IsAlone(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            // Leaving WAL needs the file for oneself.
            return connection.ExecuteScalar<string>("PRAGMA journal_mode = DELETE") == "delete";
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 5)
        {
            return false;
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString());
        connection.Open();
        SqlitePageWipe.Attach(connection);
        return connection;
    }
}
