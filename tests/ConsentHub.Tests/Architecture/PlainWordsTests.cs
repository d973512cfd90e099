using System.Text.RegularExpressions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Architecture;

/// <summary>The words of the field instead of private ones, in identifiers, comments, messages and docs.</summary>
public sealed partial class PlainWordsTests
{
    private const int Timeout = 10_000;

    /// <summary>An HTTP response is none. What a site writes to somebody who sent a privacy request is one, in the words of the laws.</summary>
    private const string Answer = "answer";

    /// <summary>Refused as a part of an identifier, singular or plural.</summary>
    private static readonly HashSet<string> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        Answer, "arrival", "deed", "desk", "fault", "faulty", "forgive", "mended", "misfit", "oddity", "stand", "standing", "stray", "surrounding", "tidy", "tidying",
        "untidy", "upkeep", "wish", "wording",
    };

    /// <summary>Refused as a whole identifier only: as a part of one they have their usual meaning.</summary>
    private static readonly HashSet<string> Wholes = new(StringComparer.Ordinal)
    {
        "Allowance", "Away", "ClientNames", "Doubt", "ForgetsSomething", "Gone", "HasEnough", "IKeyStore", "Overload", "RedisLink", "ShownCount", "ShownOutcome", "SiteNews", "There", "Told",
    };

    /// <summary>Refused in all text that is read: each has a plain synonym.</summary>
    private static readonly string[] Phrases = ["anew", "as the contract says", "goes on", "is told", "must be a text", "stands twice", "use of power", "whoever"];

    private static readonly string Root = Path.GetDirectoryName(TestSite.Folder)!;

    [Fact]
    public void Identifiers_are_words_of_the_field()
    {
        var found = from file in Files("src", "*.cs")
                    from name in Identifier().Matches(TextAndComment().Replace(File.ReadAllText(file), "")).Select(m => m.Value).Distinct()
                    where Wholes.Contains(name) || Part().Matches(name).Any(part => IsRefused(part.Value.TrimEnd('s'), file) || IsRefused(part.Value, file))
                    select $"{Path.GetRelativePath(Root, file)}: {name}";

        Assert.Empty(found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("src", "*.cs")]
    [InlineData("src", "*.sql")]
    [InlineData("src", "*.md")]
    [InlineData("docs", "*.md")]
    public void Comments_messages_and_docs_use_no_private_phrase(string folder, string pattern)
    {
        var found = from file in Files(folder, pattern)
                    from phrase in Phrases
                    where File.ReadAllText(file).Contains(phrase, StringComparison.OrdinalIgnoreCase)
                    select $"{Path.GetRelativePath(Root, file)}: {phrase}";

        Assert.Empty(found.Order(StringComparer.Ordinal));
    }

    private static bool IsRefused(string part, string file) =>
        Parts.Contains(part) && !(part.Equals(Answer, StringComparison.OrdinalIgnoreCase) && Path.GetRelativePath(Root, file).Contains("Request", StringComparison.Ordinal));

    private static List<string> Files(string folder, string pattern)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")).ToList();
        Assert.NotEmpty(files);
        return files;
    }

    [GeneratedRegex("(?<text>\"(?:[^\"\\\\\\n]|\\\\.)*\")|(?<comment>//[^\\n]*)", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex TextAndComment();

    [GeneratedRegex(@"\b[A-Za-z_]\w*\b", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Identifier();

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Part();
}
