using ConsentHub.Files;
using ConsentHub.Stores;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Database;

/// <summary>Opens connections to the database file, after checking that its schema is this program's.</summary>
internal sealed class SqliteDatabase : IStoreDatabase
{
    /// <summary>Marks the file as ConsentHub's ("CHub"), so that another program's database is never migrated by mistake.</summary>
    public const int ApplicationId = 0x43487562;

    public const string FileName = "consenthub.db";

    /// <summary>SQLite's default page size, which every ConsentHub database has.</summary>
    public const int PageSize = 4096;

    private readonly string connectionString;

    private SqliteDatabase(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate)
    {
        Path = path;
        // The store's own pools keep connections with their prepared statements; the provider's pool would not.
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString();
    }

    public string Path { get; }

    string IStoreDatabase.Place => Path;

    /// <summary>Opens or creates the database in a folder and migrates it.</summary>
    /// <exception cref="StartupException">The folder can't be written, or the file belongs to another program, is damaged or is newer.</exception>
    public static SqliteDatabase Open(string folder, TimeProvider time, IReadOnlyList<Migration>? migrations = null)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, FileName));
        try
        {
            PrivateFile.MakeFolder(folder);
            MakeFile(path);
            var database = new SqliteDatabase(path);
            database.Claim();
            using var connection = database.OpenWriter();
            SqliteMigrations.Apply(connection, migrations ?? SqliteMigrations.All, time);
            return database;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The database {path} can't be opened: {SqliteErrors.Explain(e)} Set ConsentHub__Data to a folder that this user may write, on a disk with room.", e);
        }
    }

    /// <summary>Opens a database that must exist, without creating, migrating or writing anything.</summary>
    /// <exception cref="StartupException">The file can't be read, belongs to another program, or has a different schema.</exception>
    public static SqliteDatabase OpenUntouched(string folder)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, FileName));
        try
        {
            var database = new SqliteDatabase(path, SqliteOpenMode.ReadOnly);
            using var connection = database.OpenReader();
            if (connection.ExecuteScalar<long>("PRAGMA application_id") != ApplicationId)
                throw new StartupException($"{path} is not a ConsentHub database.");

            SqliteMigrations.RequireAll(connection);
            return database;
        }
        catch (SqliteException e)
        {
            throw new StartupException($"The database {path} can't be opened: {SqliteErrors.Explain(e)}", e);
        }
    }

    /// <summary>A connection that may write. Only the writer, migrations and the command line use one.</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = OpenConnection();
        // A larger cache costs more than it saves, because SQLite walks the whole cache after a commit that split pages.
        connection.Execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA secure_delete = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -8192;
            PRAGMA wal_autocheckpoint = 10000;
            """);
        return connection;
    }

    /// <summary>A read-only connection: any statement that writes fails.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = OpenConnection();
        connection.Execute(
            """
            PRAGMA query_only = ON;
            PRAGMA cache_size = -4096;
            """);
        return connection;
    }

    private SqliteConnection OpenConnection()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA busy_timeout = 5000");
            // Readers wipe pages too, because whichever connection is closed last moves the write-ahead log into the file.
            SqlitePageWipe.Attach(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Creates the file as private, because a file that SQLite creates is readable for other users. SQLite gives its side files the same permissions.</summary>
    private static void MakeFile(string path)
    {
        try
        {
            PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // The file exists already. This method does not open it, because closing the file would drop SQLite's locks on it.
        }
    }

    /// <summary>Marks a new file as ConsentHub's, and refuses another program's file. Runs before the journal mode is set, because setting the mode changes the file.</summary>
    private void Claim()
    {
        using var connection = OpenConnection();
        // Reads under the write lock. Otherwise this check could see half the work of a process that starts at the same time.
        using var transaction = connection.BeginTransaction(deferred: false);
        var id = connection.ExecuteScalar<long>("PRAGMA application_id", transaction: transaction);
        if (id == ApplicationId)
            return;

        if (id != 0 || connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master", transaction: transaction) > 0)
            throw new StartupException($"{Path} is not a ConsentHub database. Set ConsentHub__Data to another folder, or move the file away.");

        connection.Execute($"PRAGMA application_id = {ApplicationId}", transaction: transaction);
        transaction.Commit();
    }
}
