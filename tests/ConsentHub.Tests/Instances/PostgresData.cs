using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Dapper;

namespace ConsentHub.Tests.Instances;

/// <summary>Reads a PostgreSQL database with plain SQL, without any code of the product.</summary>
internal static class PostgresData
{
    /// <summary>Publishes test sites by the command line, as an operator does.</summary>
    public static async Task ApplyAsync(this PostgresTestDatabase database, TestFolder folder, params string[] sites)
    {
        foreach (var site in sites)
        {
            folder.WriteSite(TestSite.Minimal(site));
            (await Cli.RunAsync(folder, ["site", "apply", Path.Combine(folder.Sites, site + ".json")], settings: database.Settings)).Ended(0);
        }
    }

    /// <summary>The ids of all records in the wire's spelling; an id stored twice is listed twice.</summary>
    public static async Task<IReadOnlyList<string>> IdsAsync(this PostgresTestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return [.. (await connection.QueryAsync<Guid>("SELECT id FROM consent")).Select(id => id.ToString())];
    }

    public static async Task<T> AskAsync<T>(this PostgresTestDatabase database, string sql)
    {
        await using var connection = await database.OpenAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    /// <summary>
    /// What must hold after every failure: no duplicate id, no gap in a log, a ledger that verifies, rollups that equal
    /// the counted rows.
    /// </summary>
    public static async Task AssertSoundAsync(this PostgresTestDatabase database, TestFolder folder)
    {
        await using var connection = await database.OpenAsync();
        var ids = await database.IdsAsync();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Empty(await connection.QueryAsync<string>(
            """
            SELECT s.key FROM site s
            LEFT JOIN (
                SELECT site, leaf FROM consent UNION ALL SELECT site, leaf FROM removal UNION ALL SELECT site, leaf FROM duty_statement
                UNION ALL SELECT r.site, j.value::bigint FROM removal r, jsonb_array_elements_text(r.leaves::jsonb) j) l ON l.site = s.number
            GROUP BY s.number
            HAVING count(l.leaf) <> s.next_leaf OR count(DISTINCT l.leaf) <> s.next_leaf OR coalesce(max(l.leaf), -1) <> s.next_leaf - 1
            """));
        Assert.Empty(await connection.QueryAsync<string>(
            """
            WITH rows AS (SELECT c.* FROM consent c JOIN rollup_mark m USING (site) WHERE c.leaf < m.counted),
            counted AS (
                SELECT site, 2 AS dimension, recorded_at / 900000 AS quarter, region_seen AS value, count(*) AS decided FROM rows GROUP BY 1, 2, 3, 4
                UNION ALL SELECT site, 3, recorded_at / 900000, lang, count(*) FROM rows GROUP BY 1, 2, 3, 4
                UNION ALL SELECT site, 0, recorded_at / 900000, notice::text, count(*) FROM rows GROUP BY 1, 2, 3, 4),
            kept AS (
                SELECT site, dimension, quarter, value, decided - removed_decided AS decided FROM rollup
                WHERE dimension IN (0, 2, 3) AND decided <> removed_decided)
            SELECT 'counted, not kept: ' || site || ' ' || dimension || ' ' || value || ' ' || decided FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept) a
            UNION ALL
            SELECT 'kept, not counted: ' || site || ' ' || dimension || ' ' || value || ' ' || decided FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted) b
            """));
        (await Cli.RunAsync(folder, ["verify", "database"], settings: database.Settings)).Ended(0);
    }
}
