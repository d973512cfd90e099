using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Faults;

/// <summary>Reads a database file with plain SQL, without any code of the product.</summary>
internal sealed class StoredData : IDisposable
{
    private readonly SqliteConnection connection;

    public StoredData(string file)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
        connection.Open();
    }

    /// <summary>The ids of all records in the wire's spelling; an id stored twice is listed twice.</summary>
    public IReadOnlyList<string> Ids() =>
        [.. connection.Query<byte[]>("SELECT id FROM consent NOT INDEXED").Select(id => new Guid(id, bigEndian: true).ToString())];

    public long Count(string table) => connection.ExecuteScalar<long>($"SELECT count(*) FROM {table}");

    /// <summary>Every row of these tables, with all its values.</summary>
    public IReadOnlyList<string> Rows(params string[] tables) =>
        [.. tables.SelectMany(table => connection.Query($"SELECT * FROM {table}").Select(row => $"{table}: {string.Join(", ", ((IDictionary<string, object>)row).Values.Select(Text))}"))];

    /// <summary>The names of all tables.</summary>
    public IReadOnlyList<string> Tables() => [.. connection.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")];

    public T Ask<T>(string sql) => connection.ExecuteScalar<T>(sql)!;

    /// <summary>Changes the database directly, without the product.</summary>
    public void Execute(string sql) => connection.Execute(sql);

    /// <summary>What must hold after every failure: a sound file, no duplicate id, no gap in a log, rollups that equal the counted rows.</summary>
    public void AssertSound()
    {
        Assert.Equal("ok", connection.ExecuteScalar<string>("PRAGMA integrity_check"));
        Assert.Equal(Ids().Count, Ids().Distinct().Count());
        Assert.Empty(connection.Query<string>(
            """
            SELECT s.key FROM site s
            LEFT JOIN (SELECT site, leaf FROM consent UNION ALL SELECT site, leaf FROM removal UNION ALL SELECT site, leaf FROM duty_statement UNION ALL SELECT r.site, j.value FROM removal r, json_each(r.leaves) j) l
                ON l.site = s.number
            GROUP BY s.number
            HAVING count(l.leaf) <> s.next_leaf OR count(DISTINCT l.leaf) <> s.next_leaf OR coalesce(max(l.leaf), -1) <> s.next_leaf - 1
            """));
        Assert.Empty(connection.Query<string>(
            """
            WITH marked AS (SELECT c.* FROM consent c JOIN rollup_mark m ON m.site = c.site AND c.leaf < m.counted),
            counted AS (
                SELECT site, 2 AS dimension, recorded_at / 900000 AS quarter, region_seen AS value, count(*) AS decided FROM marked GROUP BY 1, 2, 3, 4
                UNION ALL SELECT site, 3, recorded_at / 900000, lang, count(*) FROM marked GROUP BY 1, 2, 3, 4
                UNION ALL SELECT site, 0, recorded_at / 900000, cast(notice AS TEXT), count(*) FROM marked GROUP BY 1, 2, 3, 4),
            kept AS (
                SELECT site, dimension, quarter, value, decided - removed_decided AS decided FROM rollup
                WHERE dimension IN (0, 2, 3) AND decided <> removed_decided)
            SELECT 'counted, not kept: ' || site || ' ' || dimension || ' ' || value || ' ' || decided FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)
            UNION ALL
            SELECT 'kept, not counted: ' || site || ' ' || dimension || ' ' || value || ' ' || decided FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted)
            """));
    }

    public void Dispose() => connection.Dispose();

    private static string Text(object? value) => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
