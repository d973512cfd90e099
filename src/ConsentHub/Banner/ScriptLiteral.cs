using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Ledger;

namespace ConsentHub.Banner;

/// <summary>A JSON value as a JavaScript expression that is valid anywhere in a script, inline scripts included.</summary>
internal static partial class ScriptLiteral
{
    /// <summary>The members of a notice in the order that compresses best. Alphabetical order costs about 20 bytes more.</summary>
    private static readonly string[] Order =
    ("site banner validSince version model lang languages region "
        + "theme layout position radius scheme font light dark accept ink onAccept line bg mute "
        + "reask texts title intro acceptAll rejectAll customize privacyLink reopen close "
        + "cookie categories id required default gpc services hosts cookies name kind links").Split(' ');

    public static byte[] From(JsonNode value)
    {
        var text = new StringBuilder();
        Write(text, value);
        // JSON has these characters only within strings. The first could end an inline script, the others end a line before ES2019.
        return Encoding.UTF8.GetBytes(text.Replace("<", "\\u003c").Replace("\u2028", "\\u2028").Replace("\u2029", "\\u2029").ToString());
    }

    private static void Write(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                Write(text, '{', Ordered(members), '}', member =>
                {
                    // A name that is a JavaScript identifier needs no quotes. This saves about 50 bytes of the compressed script.
                    text.Append(Identifier().IsMatch(member.Key) ? member.Key : Json(member.Key)).Append(':');
                    Write(text, member.Value);
                });
                break;
            case JsonArray items:
                Write(text, '[', items, ']', item => Write(text, item));
                break;
            default:
                text.Append(Json(value));
                break;
        }
    }

    private static void Write<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> write)
    {
        text.Append(open);
        foreach (var (at, item) in items.Index())
        {
            if (at > 0)
                text.Append(',');

            write(item);
        }

        text.Append(close);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Ordered(JsonObject members) =>
        members.OrderBy(m => Array.IndexOf(Order, m.Key) is >= 0 and var at ? at : Order.Length).ThenBy(m => m.Key, StringComparer.Ordinal);

    private static string Json(JsonNode? value) => Encoding.UTF8.GetString(CanonicalJson.Serialize(value));

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Identifier();
}
