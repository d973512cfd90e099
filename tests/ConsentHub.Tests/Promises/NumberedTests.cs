using System.Text.RegularExpressions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Promises;

/// <summary>A test that bears the number of a promise.</summary>
/// <param name="File">Its path from the top of the repository, with <c>/</c>.</param>
internal sealed record NumberedTest(string Number, string Name, string File);

/// <summary>
/// Finds the tests with the attribute <c>Promise</c> in the source of both test projects, because neither project
/// refers to the other.
/// </summary>
internal static partial class NumberedTests
{
    private const int Timeout = 10_000;

    public static string Root { get; } = Path.GetDirectoryName(TestSite.Folder)!;

    /// <summary>All of them, by file and position in it.</summary>
    public static IReadOnlyList<NumberedTest> All { get; } =
    [
        .. from project in new[] { "ConsentHub.Tests", "ConsentHub.BrowserTests" }
           from path in Directory.EnumerateFiles(Path.Combine(Root, "tests", project), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           where !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
           let file = Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/')
           from test in Read(File.ReadAllText(path), file)
           select test,
    ];

    public static IEnumerable<NumberedTest> Read(string source, string file) =>
        from test in Test().Matches(source)
        from number in Number().Matches(test.Groups["numbers"].Value)
        select new NumberedTest(number.Groups["number"].Value, test.Groups["name"].Value, file);

    /// <summary>The attribute alone on its line or behind Fact or Theory, other attributes, and the method.</summary>
    [GeneratedRegex(
        @"^ +\[((Fact|Theory|EveryEngine)[^\]]*, )?Promise\((?<numbers>[^)]*)\)\]\n(^ +(\[|"").*\n)*^ +(public|internal) (async )?(Task|void) (?<name>\w+)\(",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, Timeout)]
    private static partial Regex Test();

    [GeneratedRegex("\"(?<number>[^\"]*)\"", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Number();
}
