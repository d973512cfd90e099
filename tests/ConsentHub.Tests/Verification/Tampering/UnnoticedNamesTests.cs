using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>docs/operating.md lists exactly those tables and columns whose changes <c>verify database</c> does not notice.</summary>
public sealed class UnnoticedNamesTests
{
    [Fact]
    public async Task The_operators_manual_lists_exactly_what_goes_unnoticed()
    {
        var manual = await File.ReadAllTextAsync(Path.Combine(TestSite.Folder, "..", "docs", "operating.md"));
        var table = manual[manual.IndexOf("| table or column |", StringComparison.Ordinal)..];
        var rows = table[..table.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').Skip(2);

        var listed = rows.SelectMany(row => row.Split('|')[1].Split('`').Where((_, at) => at % 2 == 1));

        Assert.Equal(TamperRules.All.SelectMany(rule => rule.UnnoticedNames).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
