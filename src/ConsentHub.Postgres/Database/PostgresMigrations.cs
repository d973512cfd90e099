using ConsentHub.Stores;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>Migrates a database to this program's schema: applies each numbered file once, all in one transaction.</summary>
/// <remarks>Refuses a database that <see cref="Migration.Check"/> refuses, and one that holds another program's tables.</remarks>
internal static class PostgresMigrations
{
    /// <summary>The oldest maintained PostgreSQL version with every feature that the store uses.</summary>
    private const int OldestServer = 14;

    /// <summary>The table that exists while a copy from SQLite is unfinished.</summary>
    public const string UnfinishedCopy = "unfinished_copy";

    public static IReadOnlyList<Migration> All { get; } = Migration.AllOf(typeof(PostgresMigrations).Assembly);

    public static void Apply(NpgsqlConnection connection, IReadOnlyList<Migration> known, TimeProvider time)
    {
        CheckServer(connection);
        using var transaction = connection.BeginTransaction();
        // Instances that start at the same time wait here, and then find the migration done.
        connection.Execute("SELECT pg_advisory_xact_lock(@key)", new { key = AdvisoryLocks.Migrations }, transaction, commandTimeout: 600);
        if (!HasBegun(connection))
        {
            RequireEmpty(connection);
            connection.Execute("CREATE TABLE schema_migration (number bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)");
        }

        var applied = Applied(connection);
        Migration.Check(applied, known);
        foreach (var migration in known.Where(m => applied.All(a => a.Number != m.Number)))
        {
            connection.Execute(migration.Sql, commandTimeout: 0);
            connection.Execute(
                "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @at)",
                new { migration.Number, migration.Name, migration.Checksum, at = time.GetUtcNow().ToUnixTimeMilliseconds() });
        }

        transaction.Commit();
    }

    /// <summary>Checks that a database has exactly this program's schema, without changing it.</summary>
    public static void RequireAll(NpgsqlConnection connection)
    {
        if (!HasBegun(connection))
            throw new StartupException($"{PostgresDatabase.PlaceOf(connection.ConnectionString)} is not a ConsentHub database.");

        var applied = Applied(connection);
        Migration.Check(applied, All);
        if (applied.Count < All.Count)
            throw new StartupException("The database was written by an older ConsentHub. Start this version's server once to update the database, or use the older version.");
    }

    /// <exception cref="StartupException">A copy from SQLite was begun and not finished.</exception>
    public static void RequireWhole(NpgsqlConnection connection)
    {
        if (connection.ExecuteScalar<bool>($"SELECT to_regclass('{UnfinishedCopy}') IS NOT NULL"))
            throw new StartupException(
                $"{PostgresDatabase.PlaceOf(connection.ConnectionString)} holds an unfinished copy of a SQLite database. Finish it with ConsentHub migrate --to on the machine with that database.");
    }

    public static bool HasBegun(NpgsqlConnection connection) => connection.ExecuteScalar<bool>("SELECT to_regclass('schema_migration') IS NOT NULL");

    private static List<AppliedMigration> Applied(NpgsqlConnection connection) =>
        [.. connection.Query<AppliedMigration>("SELECT number AS Number, name AS Name, checksum AS Checksum FROM schema_migration")];

    private static void CheckServer(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
            throw new StartupException($"The server is PostgreSQL {connection.PostgreSqlVersion}; ConsentHub needs {OldestServer} or newer.");

        if (connection.ExecuteScalar<string>("SHOW server_encoding") is var encoding && encoding != "UTF8")
            throw new StartupException($"The database's encoding is {encoding}. Create it with: CREATE DATABASE consenthub ENCODING 'UTF8' TEMPLATE template0.");
    }

    private static void RequireEmpty(NpgsqlConnection connection)
    {
        if (connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p'))"))
            throw new StartupException(
                $"{PostgresDatabase.PlaceOf(connection.ConnectionString)} has tables of another program. Name an empty database in ConnectionStrings__Postgres.");
    }
}

/// <summary>Keys of transaction-level advisory locks; session-level locks would be lost behind a pooler.</summary>
internal static class AdvisoryLocks
{
    /// <summary>Waits for a lock, which the transaction keeps until its end.</summary>
    public const string Take = "SELECT pg_advisory_xact_lock($1)";

    /// <summary>"CHub" and a number.</summary>
    private const long Ours = 0x43487562L << 32;

    /// <summary>"CHud" and the number of a site.</summary>
    private const long OurDuties = 0x43487564L << 32;

    public const long Migrations = Ours | 1, Partitions = Ours | 2, Publishing = Ours | 3, Erasures = Ours | 4, HubKeys = Ours | 5;

    public static long DutiesOf(int site) => OurDuties | (uint)site;
}
