using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>Opens connections to the database, after checking that its schema is this program's.</summary>
internal sealed class PostgresDatabase : IStoreDatabase, IDisposable, IAsyncDisposable
{
    /// <summary>The time-out of a command in seconds, slightly above the server's lock time-out. Commands take milliseconds, so the server hangs if a command reaches this limit.</summary>
    private const int CommandTimeout = 6;

    private PostgresDatabase(string connectionString)
    {
        Source = NpgsqlDataSource.Create(connectionString);
        Streams = NpgsqlDataSource.Create(WithLargeBuffer(connectionString));
    }

    /// <summary>Connections for short work.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Connections for exports and verification, which use a connection for a long time. This pool is separate, so that choices do not wait for those reads.</summary>
    public NpgsqlDataSource Streams { get; }

    public string Place => PlaceOf(Source.ConnectionString);

    /// <summary>Opens the database and migrates it.</summary>
    /// <exception cref="StartupException">The database can't be reached, belongs to another program, or is newer or too old.</exception>
    public static PostgresDatabase Open(string connectionString, TimeProvider time, IReadOnlyList<Migration>? migrations = null) => Open(connectionString, connection =>
    {
        PostgresMigrations.Apply(connection, migrations ?? PostgresMigrations.All, time);
        PostgresMigrations.RequireWhole(connection);
    });

    /// <summary>Opens and migrates the target database of a copy, whether or not the copy is complete.</summary>
    public static PostgresDatabase OpenForCopy(string connectionString, TimeProvider time) =>
        Open(connectionString, connection => PostgresMigrations.Apply(connection, PostgresMigrations.All, time));

    /// <summary>Opens a database that must exist, without creating, migrating or writing anything.</summary>
    /// <exception cref="StartupException">The database can't be reached, belongs to another program, or has a different schema.</exception>
    public static PostgresDatabase OpenUntouched(string connectionString) => Open(connectionString, PostgresMigrations.RequireAll);

    /// <summary>Whether a connection string names an existing ConsentHub database.</summary>
    /// <exception cref="StartupException">The database can't be reached.</exception>
    public static bool Exists(string connectionString)
    {
        var exists = false;
        using (Open(connectionString, connection => exists = PostgresMigrations.HasBegun(connection)))
            return exists;
    }

    public static string PlaceOf(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"PostgreSQL, database {parts.Database ?? parts.Username} at {parts.Host}";
    }

    public void Dispose()
    {
        Source.Dispose();
        Streams.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Streams.DisposeAsync();
    }

    private static PostgresDatabase Open(string connectionString, Action<NpgsqlConnection> prepare)
    {
        var database = new PostgresDatabase(WithDefaults(connectionString));
        try
        {
            using var connection = database.Source.OpenConnection();
            prepare(connection);
            return database;
        }
        catch (NpgsqlException e)
        {
            database.Dispose();
            throw new StartupException($"{PlaceOf(connectionString)} can't be opened: {PostgresErrors.Explain(e)} Check ConnectionStrings__Postgres.", e);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A large buffer saves system calls when a whole log is read.</summary>
    private static string WithLargeBuffer(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ShouldSerialize("Read Buffer Size"))
            given.ReadBufferSize = 64 * 1024;

        return given.ConnectionString;
    }

    /// <summary>Sets defaults for everything that the operator's connection string does not set.</summary>
    private static string WithDefaults(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        Default("Application Name", () => given.ApplicationName = "ConsentHub");
        // More connections than cores only queue inside the server.
        Default("Maximum Pool Size", () => given.MaxPoolSize = 8);
        // Npgsql prepares statements automatically. Behind PgBouncer in transaction mode, the operator must set Max Auto Prepare=0 in the connection string (docs/scaling.md).
        Default("Max Auto Prepare", () => given.MaxAutoPrepare = 64);
        Default("Auto Prepare Min Usages", () => given.AutoPrepareMinUsages = 2);
        // All settings and locks end with their transaction, so there is nothing to reset. Npgsql would send the reset in front of the next statement,
        // and PgBouncer in transaction mode may give the server connection to another client between the reset and the statement.
        Default("No Reset On Close", () => given.NoResetOnClose = true);
        Default("Timeout", () => given.Timeout = 5);
        Default("Command Timeout", () => given.CommandTimeout = CommandTimeout);
        Default("Cancellation Timeout", () => given.CancellationTimeout = 500);
        Default("Keepalive", () => given.KeepAlive = 15);
        return given.ConnectionString;

        void Default(string key, Action set)
        {
            if (!given.ShouldSerialize(key))
                set();
        }
    }
}
