using System.Text.RegularExpressions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Architecture;

/// <summary>
/// The map of folders in docs/architecture.md: what each may use. A namespace is a folder, and the build refuses an
/// unneeded <c>using</c>.
/// </summary>
public sealed partial class FolderMapTests
{
    /// <summary>The one pair that may use each other: the program starts the command line, whose <c>serve</c> starts the server.</summary>
    private static readonly (string, string) Pair = ("Program", "CommandLine");

    private const RegexOptions Options = RegexOptions.Multiline | RegexOptions.ExplicitCapture;
    private const int Timeout = 10_000;

    private static readonly string Root = Path.GetDirectoryName(TestSite.Folder)!;

    [Fact]
    public void Every_folder_uses_exactly_what_the_map_says()
    {
        var (map, code) = (Map(), Code());

        Assert.Equal(
            map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}: {string.Join(", ", m.Value)}"),
            code.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {string.Join(", ", c.Value)}"));
    }

    [Fact]
    public void No_folders_use_each_other_in_a_circle()
    {
        var left = Map().ToDictionary(m => m.Key, m => m.Value.Where(used => (m.Key, used) != Pair && (used, m.Key) != Pair).ToHashSet());
        while (left.Where(m => m.Value.Count == 0).Select(m => m.Key).ToList() is { Count: > 0 } free)
        {
            free.ForEach(f => left.Remove(f));
            foreach (var used in left.Values)
                used.ExceptWith(free);
        }

        Assert.Empty(left.Keys);
    }

    [Theory]
    [InlineData("ConsentHub.Ledger", "")]
    [InlineData("ConsentHub.Core", "ConsentHub.Ledger")]
    [InlineData("ConsentHub.Sqlite", "ConsentHub.Core")]
    [InlineData("ConsentHub.Postgres", "ConsentHub.Core")]
    public void A_project_refers_only_to_the_ones_below_it(string project, string below)
    {
        var text = File.ReadAllText(Path.Combine(Root, "src", project, project + ".csproj"));

        Assert.Equal(below, string.Join(", ", ProjectReference().Matches(text).Select(m => m.Groups["name"].Value)));
        Assert.DoesNotContain("FrameworkReference", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sdk.Web", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_choice_between_stores_is_made_in_one_place()
    {
        var places = Sources().Where(f => f.Text.Contains("settings.Postgres", StringComparison.Ordinal)).Select(f => Path.GetFileName(f.Path));

        Assert.Equal(["ConsentHubSetup.cs"], places);
    }

    /// <summary>Rows of the map: <c>| `Core/Sites` | what it is about | `Core/Audit`, … |</c>.</summary>
    private static Dictionary<string, SortedSet<string>> Map() =>
        MapRow().Matches(File.ReadAllText(Path.Combine(Root, "docs", "architecture.md")))
            .ToDictionary(m => m.Groups["folder"].Value, m => new SortedSet<string>(Name().Matches(m.Groups["uses"].Value).Select(n => n.Groups["name"].Value), StringComparer.Ordinal));

    private static Dictionary<string, SortedSet<string>> Code()
    {
        var files = Sources().Select(f => (Folder: FolderOf(f.Path), f.Text)).ToList();
        // The root namespace belongs to the program and to what every project may throw, so it is no folder of its own.
        var folders = files.Select(f => (Namespace: Namespace().Match(f.Text).Groups["name"].Value, f.Folder))
            .Where(f => f.Namespace is not ("" or "ConsentHub")).Distinct().ToDictionary(f => f.Namespace, f => f.Folder);
        return files.GroupBy(f => f.Folder).ToDictionary(
            g => g.Key,
            g => new SortedSet<string>(
                g.SelectMany(f => Using().Matches(f.Text).Select(m => m.Groups["name"].Value)).Where(folders.ContainsKey).Select(n => folders[n]).Where(f => f != g.Key),
                StringComparer.Ordinal));
    }

    /// <summary>Every source file, with its path below <c>src</c>.</summary>
    private static IEnumerable<(string Path, string Text)> Sources() =>
        from path in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        let below = Path.GetRelativePath(Path.Combine(Root, "src"), path)
        where !below.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        select (below, File.ReadAllText(path));

    /// <summary>The folder as the map names it.</summary>
    private static string FolderOf(string path)
    {
        var parts = path.Split(Path.DirectorySeparatorChar);
        return (parts[0], parts.Length) switch
        {
            ("ConsentHub.Core", 2) => "Core",
            ("ConsentHub.Core", _) => $"Core/{parts[1]}",
            ("ConsentHub", 2) => "Program",
            ("ConsentHub", _) => parts[1],
            _ => parts[0]["ConsentHub.".Length..],
        };
    }

    [GeneratedRegex(@"^\| `(?<folder>[\w/]+)` \|[^|\n]*\|(?<uses>[^|\n]*)\|$", Options, Timeout)]
    private static partial Regex MapRow();

    [GeneratedRegex("`(?<name>[^`]+)`", Options, Timeout)]
    private static partial Regex Name();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", Options, Timeout)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?<name>[\w.]+);", Options, Timeout)]
    private static partial Regex Using();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*\\(?<name>[\w.]+)\.csproj""", Options, Timeout)]
    private static partial Regex ProjectReference();
}
