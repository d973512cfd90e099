using System.Collections.Concurrent;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;
using Dapper;
using Npgsql;

namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>The filled database moved to PostgreSQL, and a few copies of it; a case restores the table that it has changed.</summary>
internal sealed class PostgresFilledStore(PostgresTestDatabase database) : FilledStore
{
    private readonly TestFolder folder = new();
    private readonly ConcurrentBag<PostgresTestDatabase> copies = [];

    public static async Task<FilledStore> CreateAsync()
    {
        var store = new PostgresFilledStore(await PostgresTestDatabase.CreateEmptyAsync());
        await FillAsync(store.folder, store.MasterKey);
        (await Cli.RunAsync(store.folder, ["migrate", "--to", store.Database.ConnectionString], settings: [store.MasterKey])).Ended(0);
        await using (var connection = await store.Database.OpenAsync())
            await KeepAsync(connection, await store.ColumnsAsync());
        for (var i = 0; i < AtOnce; i++)
            store.copies.Add(await store.Database.CopyAsync());

        return store;
    }

    /// <summary>Saves every table as it was.</summary>
    private static async Task KeepAsync(NpgsqlConnection connection, IReadOnlyList<StoredColumn> columns)
    {
        // An erasure with slices left to erase, what only a promised period writes, and what the readiness check writes.
        await connection.ExecuteAsync(
            """
            INSERT INTO erasing (site, visitor, below, reason, at) SELECT site, gen_random_uuid(), leaf, reason, at FROM removal;
            INSERT INTO retention_mark (site, leaf, version) SELECT number, 1, 1 FROM site WHERE key = 'shop';
            INSERT INTO retention_due (site, leaf, due, replaced_at, proof) SELECT number, 0, 1, 1, '\x00' FROM site WHERE key = 'shop';
            INSERT INTO used_token (site, id, used_by, until) SELECT number, '\x00', '\x00', 1 FROM site WHERE key = 'shop';
            INSERT INTO engine_clock (one, at) VALUES (1, 1) ON CONFLICT DO NOTHING;
            INSERT INTO health (one, at) VALUES (1, 1);
            """);
        await connection.ExecuteAsync("CREATE SCHEMA kept");
        foreach (var table in columns.Select(c => c.Table).Distinct())
            await connection.ExecuteAsync($"CREATE TABLE kept.{table} AS TABLE {table}");
    }

    private PostgresTestDatabase Database => database;

    private (string Key, string Value) MasterKey => database.Settings[1];

    public override async Task<IReadOnlyList<StoredColumn>> ColumnsAsync()
    {
        await using var connection = await database.OpenAsync();
        return [.. await connection.QueryAsync<StoredColumn>(
            // A partition has the rows of its table.
            """
            SELECT c.table_name AS "Table", c.column_name AS Name, c.udt_name AS Type, coalesce(a.attnum = ANY(i.indkey), false) AS IsKey
            FROM information_schema.columns c
            JOIN pg_class t ON t.oid = c.table_name::regclass AND t.relkind IN ('r', 'p') AND NOT t.relispartition
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = c.column_name
            LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
            WHERE c.table_schema = current_schema()
            """)];
    }

    public override string Other(StoredColumn column, bool isFresh) => (column.Type, isFresh) switch
    {
        ("int4" or "int8", true) => $"coalesce({column.Name}, 0) + 100000",
        ("int2" or "int4" or "int8", false) => $"coalesce({column.Name}, 0) + 1 - 2 * (coalesce({column.Name}, 0) & 1)",
        ("text", _) => $"coalesce({column.Name}, '') || 'x'",
        ("uuid", _) => "gen_random_uuid()",
        ("bytea", _) => $"CASE WHEN length({column.Name}) > 0 THEN set_byte({column.Name}, 0, get_byte({column.Name}, 0) # 1) ELSE '\\x01' END",
        _ => throw new InvalidOperationException($"Column {column.Name} of {column.Table} has the type {column.Type}."),
    };

    public override async Task<TamperedRun> VerifyAsync(string table, string? sql)
    {
        Assert.True(copies.TryTake(out var copy), "More cases than copies.");
        await using var connection = await copy.OpenAsync();
        // Foreign keys are triggers, and a superuser can switch triggers off.
        await connection.ExecuteAsync("SET session_replication_role = replica");
        try
        {
            if (sql is null)
                return await RunAsync(folder, copy.Settings);

            Assert.True(await connection.ExecuteAsync(sql) > 0, $"Nothing was changed by {sql}");
            var run = await RunAsync(folder, copy.Settings);
            await connection.ExecuteAsync($"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept.{table}");
            return run;
        }
        catch (PostgresException e)
        {
            return new TamperedRun(0, "", e.MessageText);
        }
        finally
        {
            copies.Add(copy);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var copy in copies)
            await copy.DisposeAsync();

        await database.DisposeAsync();
        folder.Dispose();
    }
}
