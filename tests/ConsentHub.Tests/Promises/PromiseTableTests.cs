using System.Text.RegularExpressions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Promises;

/// <summary>The table of promises claims nothing without a test, and docs/promises.md is that table.</summary>
public sealed partial class PromiseTableTests
{
    private static readonly ILookup<string, NumberedTest> Tests = NumberedTests.All.ToLookup(test => test.Number);

    [Fact]
    public void Every_row_of_the_five_policies_is_in_the_table_once_and_in_order()
    {
        int[] rows = [19, 25, 11, 18, 15];

        var expected = rows.SelectMany((count, policy) => Enumerable.Range(1, count).Select(row => $"{policy}.{row}"));

        Assert.Equal(expected, PromiseTable.Rows.Select(row => row.Number).Where(number => !number.StartsWith(PromiseTable.SeveralPolicies, StringComparison.Ordinal)));
        Assert.Equal(PromiseTable.Rows.Count, PromiseTable.Rows.Select(row => row.Number).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_is_claimed_has_a_test_and_what_is_not_has_none() => Assert.All(PromiseTable.Rows, row => Assert.True(
        Tests.Contains(row.Number) == row.NeedsTest,
        row.NeedsTest ? $"No test bears the number {row.Number}." : $"{row.Number} is not claimed, but this test bears its number: {Tests[row.Number].FirstOrDefault()?.Name}"));

    [Fact]
    public void Where_something_is_missing_the_row_says_what() =>
        Assert.All(PromiseTable.Rows, row => Assert.True(row.Reason is null != row.NeedsReason, row.Number));

    [Fact]
    public void A_test_names_known_rows_only() =>
        Assert.All(NumberedTests.All, test => Assert.Contains(PromiseTable.Rows, row => row.Number == test.Number));

    [Fact]
    public void Every_attribute_is_read()
    {
        var written = from project in new[] { "ConsentHub.Tests", "ConsentHub.BrowserTests" }
                      from path in Directory.EnumerateFiles(Path.Combine(NumberedTests.Root, "tests", project), "*.cs", SearchOption.AllDirectories)
                      let source = File.ReadAllText(path)
                      from _ in Attribute().Matches(source)
                      select Path.GetRelativePath(NumberedTests.Root, path).Replace(Path.DirectorySeparatorChar, '/');

        Assert.Equal(written.Order(StringComparer.Ordinal), NumberedTests.All.Select(test => (test.File, test.Name)).Distinct().Select(test => test.File).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_site_of_a_row_is_shipped() => Assert.All(
        PromiseTable.Rows.SelectMany(row => row.Sites.Split(", ")).Distinct(StringComparer.Ordinal),
        key => Assert.True(File.Exists(Path.Combine(TestSite.Folder, $"{key}.json")), key));

    [Fact]
    public void A_row_is_read_at_a_glance() => Assert.All(
        PromiseTable.Rows.SelectMany(row => $"{row.Promise}. {row.Reason}".Split(". ")),
        sentence => Assert.InRange(sentence.Split(' ').Length, 0, 30));

    [Fact]
    public async Task The_page_is_what_the_table_and_the_tests_say()
    {
        var expected = PromisePage.Write(PromiseTable.Rows, NumberedTests.All);
        var page = Path.Combine(NumberedTests.Root, PromisePage.Path);
        var written = File.Exists(page) ? await File.ReadAllTextAsync(page) : "";
        if (written == expected)
            return;

        var copy = Path.Combine(AppContext.BaseDirectory, "promises.md");
        await File.WriteAllTextAsync(copy, expected);
        var line = expected.Split('\n').Zip(written.Split('\n').Concat(Enumerable.Repeat("", 1000))).First(pair => pair.First != pair.Second).First;
        Assert.Fail($"{PromisePage.Path} is not what the table and the tests say. Look at the difference, then: cp {Path.GetRelativePath(NumberedTests.Root, copy)} {PromisePage.Path}\nFirst line that differs: {line}");
    }

    [GeneratedRegex(@"\bPromise\(\s*""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Attribute();
}
