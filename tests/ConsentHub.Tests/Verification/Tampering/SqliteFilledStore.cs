using System.Buffers.Text;
using ConsentHub.Settings;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>The filled database in SQLite; each case copies the file.</summary>
internal sealed class SqliteFilledStore : FilledStore
{
    /// <summary>Rows that a hub has only for moments, an erasure with slices left to erase, or only with a promised period.</summary>
    private const string Passing =
        """
        INSERT INTO erasing (site, visitor, below, reason, at) SELECT site, randomblob(16), leaf, reason, at FROM removal;
        INSERT INTO retention_mark (site, leaf, version) SELECT number, 1, 1 FROM site WHERE key = 'shop';
        INSERT INTO retention_due (site, leaf, due, replaced_at, proof) SELECT number, 0, 1, 1, zeroblob(32) FROM site WHERE key = 'shop';
        INSERT INTO used_token (site, id, used_by, until) SELECT number, zeroblob(32), zeroblob(32), 1 FROM site WHERE key = 'shop';
        INSERT INTO engine_clock (one, at) VALUES (1, 1) ON CONFLICT DO NOTHING;
        """;

    private readonly TestFolder folder = new();

    private static (string Key, string Value) MasterKey => ("ConsentHub:MasterKey", Base64Url.EncodeToString(new byte[HubSettings.MasterKeySize]));

    public static async Task<FilledStore> CreateAsync()
    {
        var store = new SqliteFilledStore();
        await FillAsync(store.folder, MasterKey);
        store.folder.Change(Passing);
        return store;
    }

    public override async Task<IReadOnlyList<StoredColumn>> ColumnsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={folder.Database};Mode=ReadOnly;Pooling=false");
        return [.. await connection.QueryAsync<StoredColumn>(
            """
            SELECT t.name AS "Table", c.name AS Name, c.type AS Type, c.pk > 0 AS IsKey
            FROM pragma_table_list t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
            """)];
    }

    public override string Other(StoredColumn column, bool isFresh) => (column.Type, isFresh) switch
    {
        ("INTEGER", true) => $"coalesce({column.Name}, 0) + 100000",
        ("INTEGER", false) => $"coalesce({column.Name}, 0) + 1 - 2 * (coalesce({column.Name}, 0) & 1)",
        ("TEXT", _) => $"coalesce({column.Name}, '') || 'x'",
        ("BLOB", _) => $"randomblob(max(length(coalesce({column.Name}, '')), 1))",
        _ => throw new InvalidOperationException($"Column {column.Name} of {column.Table} has the type {column.Type}."),
    };

    public override async Task<TamperedRun> VerifyAsync(string table, string? sql)
    {
        using var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        foreach (var file in Directory.EnumerateFiles(folder.Data))
            File.Copy(file, Path.Combine(copy.Data, Path.GetFileName(file)));

        try
        {
            if (sql is not null)
                copy.Change(db =>
                {
                    db.Execute("PRAGMA foreign_keys = OFF");
                    db.Change(sql);
                });
        }
        catch (SqliteException e)
        {
            return new TamperedRun(0, "", e.Message);
        }

        return await RunAsync(copy, [MasterKey]);
    }

    public override ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
