using System.Text.RegularExpressions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Architecture;

/// <summary>Records are read by the classes that docs/architecture.md lists, so that a change to how they are stored reaches every reader.</summary>
public sealed partial class RecordReaderTests
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.Multiline;
    private const int Timeout = 10_000;

    private static readonly string Root = Path.GetDirectoryName(TestSite.Folder)!;

    [Fact]
    public void Records_are_read_by_the_listed_classes_only()
    {
        var section = Section().Match(File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"))).Groups["table"].Value;
        var listed = ClassName().Matches(section).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal);

        var readers = from path in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
                      where !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                      where ReadsRecords().IsMatch(File.ReadAllText(path))
                      select Path.GetFileNameWithoutExtension(path);

        Assert.Equal(listed, readers.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^## Who reads records\n(?<text>[^|]*)(?<table>(\|.*\n)+)", Options, Timeout)]
    private static partial Regex Section();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+)`", Options, Timeout)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"\b(FROM|JOIN)\s+consent\b", Options, Timeout)]
    private static partial Regex ReadsRecords();
}
