using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ConsentHub.Pages;

/// <summary>A fragment of a page, written as an interpolated string: literal text is markup, every inserted value is encoded.</summary>
/// <remarks>
/// <c>Html item = $"&lt;li&gt;{name}&lt;/li&gt;";</c> Only text, whole numbers and other fragments can be inserted, so nothing reaches a page
/// unencoded by mistake. Values in attributes must be in double quotes. Razor components would do the same, but must be
/// public, with public parameters.
/// </remarks>
[InterpolatedStringHandler]
internal sealed class Html(int literalLength, int formattedCount)
{
    public static readonly Html Empty = $"";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder markup = new(literalLength + (32 * formattedCount));

    public void AppendLiteral(string literal) => markup.Append(literal);

    public void AppendFormatted(string? text) => markup.Append(Encoder.Encode(text ?? ""));

    public void AppendFormatted(int number) => markup.Append(number);

    public void AppendFormatted(Html? piece) => markup.Append(piece?.markup);

    /// <summary>Makes an interpolated string a fragment where the compiler would infer a string.</summary>
    public static Html Of(Html piece) => piece;

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> write)
    {
        var all = new Html(0, 0);
        foreach (var item in items)
            all.AppendFormatted(write(item));

        return all;
    }

    /// <summary>An attribute without a value, such as <c>checked</c>, if it is set.</summary>
    public static Html Flag(string name, bool isSet) => isSet ? $" {name}" : Empty;

    /// <summary>Replaces each placeholder in curly brackets by a fragment. The rest of the text is encoded.</summary>
    public static Html Fill(string text, params ReadOnlySpan<(string Name, Html Piece)> values)
    {
        var filled = new Html(0, 0);
        var rest = text;
        for (var open = rest.IndexOf('{'); open >= 0; open = rest.IndexOf('{'))
        {
            var close = rest.IndexOf('}', open);
            if (close < 0)
                break;

            filled.AppendFormatted(rest[..open]);
            filled.AppendFormatted(Find(values, rest[(open + 1)..close]));
            rest = rest[(close + 1)..];
        }

        filled.AppendFormatted(rest);
        return filled;
    }

    /// <summary>An external link if the URL is a web address; otherwise only the text.</summary>
    public static Html Link(string? address, string words) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            ? $"""<a href="{address}" rel="noopener">{words}</a>"""
            : Of($"{words}");

    public static Html MailTo(string address) => $"""<a href="mailto:{address}">{address}</a>""";

    public override string ToString() => markup.ToString();

    private static Html Find(ReadOnlySpan<(string Name, Html Piece)> values, string name)
    {
        foreach (var (candidate, piece) in values)
        {
            if (candidate == name)
                return piece;
        }

        return Empty;
    }
}
