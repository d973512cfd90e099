using System.Text.RegularExpressions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>docs/operating.md claims of <c>verify database</c> what holds: it lists what goes unnoticed, and nothing else.</summary>
public sealed partial class UnnoticedNamesTests
{
    [Fact]
    public async Task The_operators_manual_lists_exactly_what_goes_unnoticed()
    {
        var manual = await File.ReadAllTextAsync(Path.Combine(TestSite.Folder, "..", "docs", "operating.md"));
        var table = manual[manual.IndexOf("| table or column |", StringComparison.Ordinal)..];
        var rows = table[..table.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').Skip(2);

        var listed = rows.SelectMany(row => Name().Matches(row.Split('|')[1])).Select(name => name.Groups["name"].Value);

        Assert.Equal(TamperRules.All.SelectMany(rule => rule.UnnoticedNames).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("`(?<name>[a-z_.]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
