using ConsentHub.Files;
using ConsentHub.SiteLedger;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Database;

/// <summary>Copies the database file while a server runs, and prepares a copy to replace a database.</summary>
internal static class SqliteCopy
{
    /// <summary>Offset in the header of the two bytes that say whether the file uses a write-ahead log: 2 and 2 if so, otherwise 1 and 1 (https://sqlite.org/fileformat2.html).</summary>
    private const int FormatAt = 18;

    /// <summary>Copies one consistent state of the database with SQLite's backup API, while other connections write to the database.</summary>
    /// <param name="scratch">
    /// Name of the temporary file that SQLite needs. On Unix the file is unlinked while it is still empty, so nothing
    /// of it remains even if this process is killed.
    /// </param>
    /// <param name="read">Receives the copy as a stream, positioned at its beginning.</param>
    public static void Read(SqliteDatabase database, string scratch, Action<Stream> read)
    {
        File.Delete(scratch);
        using var file = PrivateFile.Open(scratch, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            using (var copy = Open(scratch, SqliteOpenMode.ReadWrite))
            {
                if (!OperatingSystem.IsWindows())
                    File.Delete(scratch);

                // No journal, because a journal would be a named file.
                copy.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
                using var source = database.OpenReader();
                source.BackupDatabase(copy);
            }

            // Makes the copy one file, without a write-ahead log.
            file.Position = FormatAt;
            file.Write([1, 1]);
            file.Position = 0;
            read(file);
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    /// <summary>Checks that a file is an intact ConsentHub database, and gives each log in it a new name.</summary>
    /// <param name="journaled">The highest number of a restore in the erasure journal.</param>
    /// <param name="origins">Names logs that are empty in the copy: the hub may have had entries in them since, under their first name.</param>
    /// <param name="generation">The number in the new names. It is higher than the number in any earlier name.</param>
    /// <exception cref="InvalidDataException">The file is not a ConsentHub database, or is damaged.</exception>
    public static void Prepare(string path, int journaled, LedgerOrigins origins, out int generation)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            if (connection.ExecuteScalar<long>("PRAGMA application_id") != SqliteDatabase.ApplicationId)
                throw new InvalidDataException("it is not a ConsentHub database");
            if (connection.ExecuteScalar<string>("PRAGMA integrity_check(1)") is var error && error != "ok")
                throw new InvalidDataException($"the database in it is damaged: {error}");

            generation = Math.Max(journaled, (int)connection.ExecuteScalar<long>("SELECT coalesce(max(generation), 0) FROM ledger_origin")) + 1;
            foreach (var (site, key) in connection.Query<(long, string)>(LedgerOrigins.Unnamed).ToList())
                connection.Execute("INSERT INTO ledger_origin (site, generation, origin) VALUES (@site, 0, @origin)", new { site, origin = origins.NewFor(key) });

            connection.Execute(
                "INSERT INTO ledger_origin (site, generation, origin) SELECT site, @generation, origin || '/r' || @generation FROM ledger_origin WHERE generation = 0",
                new { generation });
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 26 or 11)
        {
            throw new InvalidDataException("it is not a valid SQLite database", e);
        }
    }

    /// <summary>True if no process has the database open, so that another file may replace it.</summary>
    public static bool IsAlone(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            // Leaving WAL mode requires exclusive access to the file.
            return connection.ExecuteScalar<string>("PRAGMA journal_mode = DELETE") == "delete";
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 5)
        {
            return false;
        }
    }

    /// <summary>Deletes SQLite's side files of a database that no process has open. Otherwise SQLite would apply these side files to the file that replaces the database.</summary>
    public static void DeleteLogs(string path)
    {
        foreach (var end in (string[])["-wal", "-shm", "-journal"])
            File.Delete(path + end);
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString());
        connection.Open();
        SqlitePageWipe.Attach(connection);
        return connection;
    }
}
