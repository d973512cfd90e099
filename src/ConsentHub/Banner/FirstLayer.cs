using System.Text.Json.Nodes;

namespace ConsentHub.Banner;

/// <summary>What the banner's first layer needs of a notice, to be written into the script itself.</summary>
/// <remarks>The rest of the notice comes when the preference centre is opened.</remarks>
internal static class FirstLayer
{
    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        "title", "intro", "acceptAll", "rejectAll", "customize", "close", "reopen", "save", "saved", "alwaysOn", "preferencesTitle", "privacyLink", "imprintLink", "termsLink",
        "gpcHonoured", "placeholderText", "placeholderOnce", "placeholderAlways",
    };

    /// <param name="notice">A notice as <see cref="Sites.NoticeRenderer"/> wrote it, with or without the caller's region.</param>
    /// <param name="banner">The build of the script, which every record names.</param>
    public static byte[] From(ReadOnlySpan<byte> notice, string banner)
    {
        var layer = JsonNode.Parse(notice)!.AsObject();
        Remove(layer, "controller", "privacyContact");

        foreach (var category in layer["categories"]!.AsArray())
        {
            Remove(category!.AsObject(), "description", "basis");
            foreach (var service in category["services"]!.AsArray())
                Remove(service!.AsObject(), "purpose", "policyUrl", "transfers");
        }

        var texts = layer["texts"]!.AsObject();
        Remove(texts, [.. texts.Select(t => t.Key).Where(key => !IsShown(key))]);

        layer["banner"] = banner;
        return EscapeForScript(CanonicalJson.Serialize(layer));
    }

    /// <summary>The lines on what changed are shown with the question itself, so they belong to the first layer.</summary>
    private static bool IsShown(string text) => Texts.Contains(text) || text.StartsWith("change", StringComparison.Ordinal);

    private static void Remove(JsonObject from, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            from.Remove(name);
    }

    /// <summary>Keeps text from ending an inline script, and from ending a line for parsers older than ES2019.</summary>
    /// <remarks>Outside strings JSON has none of these characters, so a replacement of bytes is enough.</remarks>
    private static byte[] EscapeForScript(ReadOnlySpan<byte> json)
    {
        var escaped = new List<byte>(json.Length + 64);
        while (!json.IsEmpty)
        {
            if (json[0] == '<')
            {
                escaped.AddRange("\\u003c"u8);
                json = json[1..];
            }
            else if (json.StartsWith("\u2028"u8) || json.StartsWith("\u2029"u8))
            {
                escaped.AddRange(json[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
                json = json[3..];
            }
            else
            {
                escaped.Add(json[0]);
                json = json[1..];
            }
        }

        return [.. escaped];
    }
}
