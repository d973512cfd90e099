using System.Text;
using System.Text.Unicode;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ConsentHub.Policies;
using ConsentHub.Sites.Files;

namespace ConsentHub.CommandLine;

/// <summary>Reads a privacy policy from a file: plain text, Markdown, or a page of HTML.</summary>
internal static class PolicyFile
{
    private static readonly HashSet<string> NotText = new(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "NAV", "HEAD", "SVG"], StringComparer.Ordinal);

    /// <summary>Elements within a sentence. Every other element begins a new block.</summary>
    private static readonly HashSet<string> Inline = new(
        ["A", "ABBR", "B", "BDI", "BDO", "CITE", "CODE", "DFN", "EM", "FONT", "I", "KBD", "MARK", "Q", "S", "SMALL", "SPAN", "STRONG", "SUB", "SUP", "TIME", "U"], StringComparer.Ordinal);

    /// <summary>The policy, or the reason why the file can't be read.</summary>
    public static async Task<(PolicyText? Policy, string? Error)> ReadAsync(string file, CancellationToken ct)
    {
        var (bytes, error) = await SiteFileOnDisk.ReadBytesAsync(file, ct);
        if (bytes is null)
            return (null, error);
        if (bytes.Length > PolicyText.MaxBytes)
            return (null, $"is longer than {PolicyText.MaxBytes / 1024} KiB");
        if (!Utf8.IsValid(bytes))
            return (null, "must be UTF-8");

        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        return (text.TrimStart().StartsWith('<') ? PolicyText.Of(BlocksOf(text)) : PolicyText.Parse(text), null);
    }

    /// <summary>The blocks of an HTML page as lines of Markdown, each with the number of the line on which the block begins in the file.</summary>
    private static List<(int Number, string Text)> BlocksOf(string html)
    {
        var page = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true }).ParseDocument(html);
        List<(int, string)> blocks = [];
        var text = new StringBuilder();
        var (number, prefix) = (1, "");
        Visit(page.DocumentElement);
        End();
        return blocks;

        void Visit(INode node)
        {
            foreach (var child in node.ChildNodes)
            {
                if (child is IText words)
                    text.Append(words.Data);
                else if (child is IElement element && !NotText.Contains(element.TagName))
                    VisitElement(element);
            }
        }

        void VisitElement(IElement element)
        {
            if (Inline.Contains(element.TagName))
            {
                Visit(element);
                return;
            }

            End();
            number = element.SourceReference?.Position.Line ?? number;
            prefix = element.TagName switch { "H1" or "H2" or "H3" or "H4" or "H5" or "H6" => "# ", "LI" => "- ", _ => "" };
            Visit(element);
            End();
        }

        void End()
        {
            var line = string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            text.Clear();
            if (line.Length == 0)
                return;

            blocks.Add((number, prefix + line));
            blocks.Add((number, ""));
            prefix = "";
        }
    }
}
