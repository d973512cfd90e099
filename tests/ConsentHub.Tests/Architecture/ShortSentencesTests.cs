using System.Text.RegularExpressions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Architecture;

/// <summary>The documents have short sentences. Code blocks, tables and headings are not counted.</summary>
public sealed partial class ShortSentencesTests
{
    private const int Timeout = 10_000;
    private const int MostWords = 30;

    private static readonly string Root = Path.GetDirectoryName(TestSite.Folder)!;

    public static TheoryData<string> Documents() => new(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Prepend(Path.Combine(Root, "README.md"))
        .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Documents))]
    public void No_sentence_has_over_thirty_words(string document)
    {
        var sentences = Paragraphs(File.ReadAllText(Path.Combine(Root, document))).SelectMany(paragraph => End().Split(paragraph)).ToList();

        Assert.NotEmpty(sentences);
        Assert.DoesNotContain(sentences, sentence => Word().Count(sentence) > MostWords);
    }

    [Fact]
    public void A_decision_has_a_status_and_at_most_three_sentences()
    {
        var decisions = Decision().Matches(File.ReadAllText(Path.Combine(Root, "docs", "decisions.md")));

        Assert.True(decisions.Count > 100);
        Assert.All(decisions, decision =>
        {
            Assert.Matches("^(In force|Replaced by [0-9]+|Dropped)", decision.Groups["text"].Value);
            Assert.True(Paragraphs(ListItem().Replace(decision.Groups["text"].Value, "")).Sum(paragraph => End().Split(paragraph).Length) <= 4, decision.Value);
        });
    }

    [Fact]
    public void A_list_item_code_and_a_link_are_counted_as_they_are_read()
    {
        var paragraphs = Paragraphs("""
            # A heading

            Ask `GET /a b c`, as
            [the guide](docs/a-guide.md) says.
            - An item. Another.

            ```sh
            not this
            ```
            | nor | this |
            """);

        Assert.Equal(["Ask Code, as the guide says.", "An item. Another."], paragraphs);
        Assert.Equal(["An item.", "Another."], End().Split(paragraphs[1]));
    }

    /// <summary>Each paragraph and list item on one line, with inline code as one word and links as their text.</summary>
    private static List<string> Paragraphs(string markdown)
    {
        var text = Block().Replace(markdown, "\n");
        text = Passed().Replace(text, "\n");
        text = Item().Replace(text, "\n\n");
        text = Link().Replace(InlineCode().Replace(text, "Code"), "${text}");
        return [.. Gap().Split(text).Select(paragraph => paragraph.ReplaceLineEndings(" ").Trim()).Where(paragraph => paragraph.Length > 0)];
    }

    [GeneratedRegex(@"^### \d+\. [^\n]+\n(?<text>.+?)(?=\n##|\z)", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, Timeout)]
    private static partial Regex Decision();

    [GeneratedRegex("^- .*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, Timeout)]
    private static partial Regex ListItem();

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, Timeout)]
    private static partial Regex Block();

    /// <summary>Headings and rows of tables.</summary>
    [GeneratedRegex("^ *[#|].*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, Timeout)]
    private static partial Regex Passed();

    [GeneratedRegex(@"^ *([-*]|\d+\.) ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, Timeout)]
    private static partial Regex Item();

    [GeneratedRegex("`[^`]*`", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"!?\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Link();

    [GeneratedRegex(@"\n\s*\n", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Gap();

    /// <summary>
    /// The gap between two sentences: white space after a full stop and closing marks, before a character that can begin
    /// a sentence.
    /// </summary>
    [GeneratedRegex(@"(?<=[.!?][*)""”]*)\s+(?=[*(""\[]*[A-Z0-9])", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex End();

    [GeneratedRegex(@"[\w’'.,/-]*\w[\w’'.,/-]*", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Word();
}
