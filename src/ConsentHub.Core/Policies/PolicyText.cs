using System.Text.RegularExpressions;

namespace ConsentHub.Policies;

/// <summary>A sentence or list item of a policy, with its place.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 code units as SARIF counts.</param>
/// <param name="Heading">The heading above it; empty before the first.</param>
/// <param name="Lead">What introduces a list item: the sentence before the list, otherwise the heading. Empty for other sentences.</param>
internal sealed record PolicySentence(int Line, int Column, string Text, string Heading, string Lead)
{
    /// <summary>The item with its lead: "We never" and "sell your data" make sense only together.</summary>
    public string InContext => Lead.Length == 0 ? Text : $"{Lead.TrimEnd(':')} {Text}";
}

/// <summary>The text of a privacy policy, plain or Markdown, as sentences. A heading is one too.</summary>
internal sealed partial class PolicyText
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Longer sentences are read in pieces, so that no pattern needs much time for one.</summary>
    private const int MaxSentence = 2000;

    /// <summary>A longer line is a sentence, even without a full stop.</summary>
    private const int MaxHeadingWords = 8;

    private readonly List<PolicySentence> sentences = [];
    private readonly List<PolicySentence> openLists = [];
    private string heading = "";
    private string lead = "";
    private (int Line, string Raw, string Text, bool IsItem)? block;

    private PolicyText()
    {
    }

    public IReadOnlyList<PolicySentence> Sentences => sentences;

    /// <summary>Sentences that end with a colon and are followed by a heading or by nothing.</summary>
    public IReadOnlyList<PolicySentence> CutOffLists => openLists;

    /// <summary>Reads plain text or Markdown.</summary>
    public static PolicyText Parse(string text) => Of([.. text.ReplaceLineEndings("\n").Split('\n').Index().Select(line => (line.Index + 1, line.Item))]);

    /// <summary>Reads lines that have their numbers, such as the blocks of a page.</summary>
    public static PolicyText Of(IReadOnlyList<(int Number, string Text)> lines)
    {
        var policy = new PolicyText();
        foreach (var (i, line) in lines.Index())
            policy.Read(line.Number, line.Text, i + 1 < lines.Count ? lines[i + 1].Text.TrimStart() : "");

        policy.EndBlock();
        policy.EndList();
        return policy;
    }

    private void Read(int number, string raw, string next)
    {
        var line = Markup().Replace(raw.Trim(), "");
        if (line.Length == 0 || Ruler().IsMatch(line))
        {
            EndBlock();
            return;
        }

        if (HeadingOf(line, next) is { } title)
        {
            EndBlock();
            EndList();
            heading = title;
            lead = "";
            sentences.Add(new PolicySentence(number, Math.Max(raw.IndexOf(title, StringComparison.Ordinal), 0) + 1, title, title, ""));
            return;
        }

        var item = Bullet().Match(line);
        if (item.Success || block is null || !Continues(block.Value.Text, line))
        {
            EndBlock();
            block = (number, raw, line[item.Length..], item.Success);
        }
        else
        {
            block = block.Value with { Text = $"{block.Value.Text} {line}" };
        }
    }

    /// <summary>The heading that a line is; null if it is text.</summary>
    private static string? HeadingOf(string line, string next)
    {
        if (line.StartsWith('#'))
            return line.TrimStart('#').Trim();

        var title = Number().Replace(line, "");
        return title.Length == 0 || char.IsLower(title[0]) || (next.Length > 0 && char.IsLower(next[0])) || Bullet().IsMatch(title) || title.AsSpan().IndexOfAny(":;@[") >= 0 || ".!?,\"”".Contains(title[^1], StringComparison.Ordinal) || title.Split(' ').Length > MaxHeadingWords
            ? null
            : title;
    }

    /// <summary>Whether a line continues the sentence of the line before, as in wrapped text.</summary>
    private static bool Continues(string before, string line) => !".!?:".Contains(before[^1], StringComparison.Ordinal) && char.IsLower(line[0]);

    private void EndBlock()
    {
        if (block is not var (line, raw, text, isItem))
            return;

        block = null;
        var introduction = isItem ? (lead.Length > 0 ? lead : heading) : "";
        foreach (var sentence in SentenceEnd().Split(text).Where(s => s.Length > 0).SelectMany(s => s.Chunk(MaxSentence)).Select(piece => new string(piece)))
        {
            var at = raw.IndexOf(sentence[..Math.Min(sentence.Length, 12)], StringComparison.Ordinal);
            sentences.Add(new PolicySentence(line, Math.Max(at, 0) + 1, sentence, heading, introduction));
            if (!isItem)
                lead = sentence.EndsWith(':') ? sentence : "";
        }
    }

    private void EndList()
    {
        if (sentences is [.., var last] && last.Text.EndsWith(':'))
            openLists.Add(last);
    }

    [GeneratedRegex(@"\*\*|__|`", RegexOptions.None, 1000)]
    private static partial Regex Markup();

    [GeneratedRegex(@"^([-=_*]\s*){3,}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ruler();

    [GeneratedRegex(@"^([•*·▪◦–-]|\(?[a-z]\))\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^(\d+\.)+\d*\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    /// <summary>A full stop, question or exclamation mark before a capital letter, unless it ends an abbreviation.</summary>
    [GeneratedRegex(@"(?<=(?<!\b(?:Inc|Ltd|Corp|Co|No|Art|Dr|Mr|Ms|St|vs|approx))[.!?][""”’)]?)\s+(?=[""“‘(]?[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex SentenceEnd();
}
