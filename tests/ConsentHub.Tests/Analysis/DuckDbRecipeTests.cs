using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Tests.Support;
using DuckDB.NET.Data;

namespace ConsentHub.Tests.Analysis;

/// <summary>The DuckDB statements of the data dictionary, run unchanged on exports of a hub.</summary>
public sealed partial class DuckDbRecipeTests(FilledHub filled) : IClassFixture<FilledHub>
{
    [Fact]
    public async Task Every_statement_of_the_data_dictionary_runs_and_counts_right()
    {
        using var folder = await ExportAsync();
        using var duck = Open(folder);
        var blocks = SqlBlock().Matches(await File.ReadAllTextAsync(Dictionary())).Select(m => m.Groups["sql"].Value).ToList();
        var posted = filled.Posted;

        Assert.Equal(3, blocks.Count);
        var text = Rows(duck, blocks[0]);
        Assert.Equal(posted.Select(r => r.Page ?? ""), text.Select(r => (string?)r["page"] ?? ""));
        Assert.Equal(posted.Select(r => r.NoticeHash), text.Select(r => (string)r["noticeHash"]!));

        var first = Rows(duck, blocks[1]);
        Assert.Equal(
            posted.GroupBy(r => r.Previous is null).OrderBy(g => g.Key).Select(g => (g.Key, g.LongCount(), g.Average(r => r.Choices["analytics"] ? 1.0 : 0))),
            first.Select(r => ((bool)r["first"]!, Convert.ToInt64(r["n"], null), (double)r["rate"]!)));

        var days = Rows(duck, blocks[2]);
        Assert.Equal(
            posted.GroupBy(r => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(r.RecordedAt, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).DateTime)).Select(g => (g.Key, g.LongCount())),
            days.Select(r => ((DateOnly)r["day"]!, Convert.ToInt64(r["n"], null))));
    }

    [Fact]
    public async Task Members_that_first_occur_after_the_sampled_lines_are_not_lost()
    {
        using var folder = await ExportAsync();
        var file = Path.Combine(folder.Root, "consents.ndjson");
        var lines = await File.ReadAllLinesAsync(file);
        var (without, with) = (lines.First(l => JsonNode.Parse(l)!["previous"] is null), lines.First(l => JsonNode.Parse(l)!["previous"] is not null));
        await File.WriteAllLinesAsync(file, [.. Enumerable.Repeat(without, 21_000), .. Enumerable.Repeat(with, 3_000)], new UTF8Encoding(false));
        using var duck = Open(folder);

        var rows = Rows(duck, "SELECT previous IS NULL AS first, count(*) AS n FROM read_ndjson('consents.ndjson') GROUP BY 1 ORDER BY 1");

        Assert.Equal([(false, 3_000L), (true, 21_000L)], rows.Select(r => ((bool)r["first"]!, Convert.ToInt64(r["n"], null))));
    }

    private async Task<TestFolder> ExportAsync()
    {
        var folder = new TestFolder();
        foreach (var format in new[] { "csv", "ndjson" })
            await File.WriteAllBytesAsync(Path.Combine(folder.Root, "consents." + format), await filled.Analyst.GetByteArrayAsync($"/v1/sites/shop/records/export?format={format}"));

        return folder;
    }

    private static DuckDBConnection Open(TestFolder folder)
    {
        var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        Run(duck, "SET autoinstall_known_extensions = false");
        Run(duck, $"SET file_search_path = '{folder.Root}'");
        return duck;
    }

    private static void Run(DuckDBConnection duck, string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of the last statement.</summary>
    private static List<Dictionary<string, object?>> Rows(DuckDBConnection duck, string sql)
    {
        var statements = string.Join('\n', sql.Split('\n').Where(l => !l.StartsWith("--", StringComparison.Ordinal))).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var statement in statements[..^1])
            Run(duck, statement);

        using var command = duck.CreateCommand();
        command.CommandText = statements[^1].TrimEnd(';');
        using var row = command.ExecuteReader();
        var rows = new List<Dictionary<string, object?>>();
        while (row.Read())
            rows.Add(Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, i => row.IsDBNull(i) ? null : row.GetValue(i), StringComparer.Ordinal));

        return rows;
    }

    private static string Dictionary()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "data-dictionary.md")))
            folder = folder.Parent ?? throw new InvalidOperationException("There is no docs/data-dictionary.md above the tests.");

        return Path.Combine(folder.FullName, "docs", "data-dictionary.md");
    }

    [GeneratedRegex("```sql\n(?<sql>[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SqlBlock();
}
