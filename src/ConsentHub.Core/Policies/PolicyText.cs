using System.Text.RegularExpressions;

namespace ConsentHub.Policies;

/// <summary>A sentence or list item of a policy, with its place.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 code units as SARIF counts.</param>
/// <param name="Heading">The heading above it; empty before the first.</param>
/// <param name="Lead">The text that introduces a list item: the sentence before the list or, without one, the heading. Empty if the sentence is not a list item.</param>
internal sealed record PolicySentence(int Line, int Column, string Text, string Heading, string Lead)
{
    /// <summary>The item with its lead: "We never" and "sell your data" make sense only together.</summary>
    public string InContext => Lead.Length == 0 ? Text : $"{Lead.TrimEnd(':')} {Text}";
}

/// <summary>The text of a privacy policy, plain or Markdown, as sentences. A heading counts as a sentence.</summary>
internal sealed partial class PolicyText
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Longer sentences are read in pieces, so that no pattern needs much time for one.</summary>
    private const int MaxSentence = 2000;

    /// <summary>A line of at least this length counts as wrapped: the next line may continue the sentence even if it begins with a capital letter.</summary>
    private const int WrappedLine = 60;

    /// <summary>A line with more words is a sentence and not a heading, even without a full stop.</summary>
    private const int MaxHeadingWords = 8;

    private readonly List<PolicySentence> sentences = [];
    private readonly List<PolicySentence> openLists = [];
    private string heading = "";
    private string lead = "";

    /// <summary>Lines of the paragraph or list item that is being read, without bullets and marks.</summary>
    private readonly List<(int Number, string Raw, string Text)> block = [];
    private bool isItem;

    private PolicyText()
    {
    }

    public IReadOnlyList<PolicySentence> Sentences => sentences;

    /// <summary>Sentences that end with a colon and are followed by a heading or by nothing.</summary>
    public IReadOnlyList<PolicySentence> CutOffLists => openLists;

    /// <summary>Reads plain text or Markdown.</summary>
    public static PolicyText Parse(string text) => Of([.. text.ReplaceLineEndings("\n").Split('\n').Index().Select(line => (line.Index + 1, line.Item))]);

    /// <summary>Reads lines that are already numbered, such as the blocks of a page.</summary>
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

        var item = Bullet().Match(line);
        if (block is [.., var before] && !item.Success && line[0] != '#' && Continues(before.Text, line))
        {
            block.Add((number, raw, line));
            return;
        }

        EndBlock();
        if (HeadingOf(line, next) is { } title)
        {
            EndList();
            heading = title;
            lead = "";
            sentences.Add(new PolicySentence(number, ColumnOf(title, raw), title, title, ""));
            return;
        }

        block.Add((number, raw, line[item.Length..]));
        isItem = item.Success;
    }

    /// <summary>The text of the heading if the line is a heading; otherwise null.</summary>
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
    private static bool Continues(string before, string line) =>
        before.Length > 0 && !".!?:".Contains(before[^1], StringComparison.Ordinal) && (char.IsLower(line[0]) || before.Length >= WrappedLine);

    private void EndBlock()
    {
        if (block.Count == 0)
            return;

        var introduction = isItem ? (lead.Length > 0 ? lead : heading) : "";
        var text = string.Join(' ', block.Select(line => line.Text));
        var (next, end) = (0, 0);
        foreach (var range in SentenceEnd().EnumerateSplits(text))
        {
            var (from, length) = range.GetOffsetAndLength(text.Length);
            for (; length > 0; from += MaxSentence, length -= MaxSentence)
            {
                // The line on which the sentence begins.
                while (end <= from)
                    end += block[next++].Text.Length + 1;

                var (number, raw, _) = block[next - 1];
                var sentence = text.Substring(from, Math.Min(length, MaxSentence));
                sentences.Add(new PolicySentence(number, ColumnOf(sentence, raw), sentence, heading, introduction));
                if (!isItem)
                    lead = sentence.EndsWith(':') ? sentence : "";
            }
        }

        block.Clear();
    }

    /// <summary>The column at which a sentence begins. Searches for its first letters only, because the sentence may continue on the next line.</summary>
    private static int ColumnOf(string sentence, string raw)
    {
        var word = sentence.AsSpan(0, Math.Min(sentence.Length, 12));
        for (var at = raw.AsSpan().IndexOf(word, StringComparison.Ordinal); word.Length > 0; word = word[..^1], at = raw.AsSpan().IndexOf(word, StringComparison.Ordinal))
        {
            if (at >= 0)
                return at + 1;
        }

        return 1;
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
