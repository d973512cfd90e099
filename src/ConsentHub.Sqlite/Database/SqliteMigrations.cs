using ConsentHub.Stores;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Database;

/// <summary>Migrates a database to this program's schema: applies each numbered file once, each in its own transaction.</summary>
/// <remarks>
/// Refuses a database with a migration that this program does not know (the database is newer) or whose text differs from this program's
/// (somebody edited a released file): in both cases continuing could destroy data.
/// </remarks>
internal static class SqliteMigrations
{
    public static IReadOnlyList<Migration> All { get; } = Migration.AllOf(typeof(SqliteMigrations).Assembly);

    public static void Apply(SqliteConnection connection, IReadOnlyList<Migration> known, TimeProvider time)
    {
        connection.Execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT
            """);

        foreach (var migration in known)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            // Read under the write lock: a second process that starts at the same time waits here and then finds the migration done.
            var applied = Applied(connection, transaction);
            Migration.Check(applied, known);
            if (applied.Any(a => a.Number == migration.Number))
                continue;

            connection.Execute(migration.Sql, transaction: transaction);
            connection.Execute(
                "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @at)",
                new { migration.Number, migration.Name, migration.Checksum, at = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
            transaction.Commit();
        }
    }

    /// <summary>Checks that a database has exactly this program's schema, without changing it.</summary>
    public static void RequireAll(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var applied = Applied(connection, transaction);
        Migration.Check(applied, All);
        if (applied.Count < All.Count)
            throw new StartupException("The database was written by an older ConsentHub. Start this version's server once to update the database, or use the older version.");
    }

    private static List<AppliedMigration> Applied(SqliteConnection connection, SqliteTransaction transaction) =>
        [.. connection.Query<AppliedMigration>("SELECT number AS Number, name AS Name, checksum AS Checksum FROM schema_migration", transaction: transaction)];
}
