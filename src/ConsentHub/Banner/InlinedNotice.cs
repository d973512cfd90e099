using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Banner;

/// <summary>The part of a notice that the banner needs first, embedded in the script itself.</summary>
/// <remarks>
/// Every byte delays the banner. So this part has only what the script needs to decide, to block services and clear their storage, and to
/// ask the visitor. The script does not check the fields. On a page that has extended <c>Object.prototype</c>, a missing field can have an
/// inherited value. So a field is left out only if no value of it could grant anything.
/// </remarks>
internal static class InlinedNotice
{
    private static readonly string[] Texts = ["title", "intro", "acceptAll", "rejectAll", "customize", "close"];

    /// <summary>The part as a JavaScript expression that is valid anywhere in the script.</summary>
    /// <inheritdoc cref="Json"/>
    public static byte[] From(ReadOnlySpan<byte> notice, string banner) => ScriptLiteral.From(Layer(notice, banner));

    /// <summary>The part as canonical JSON.</summary>
    /// <param name="notice">A notice as <see cref="NoticeRenderer"/> wrote it, with or without the caller's region.</param>
    /// <param name="banner">The build of the script, which every record names.</param>
    public static byte[] Json(ReadOnlySpan<byte> notice, string banner) => CanonicalJson.Serialize(Layer(notice, banner));

    private static JsonObject Layer(ReadOnlySpan<byte> notice, string banner)
    {
        var layer = JsonNode.Parse(notice)!.AsObject();
        Remove(layer, "controller", "privacyContact", "supervisoryAuthority", "sale", "support", "residency", "retention", "publishedAt");
        RemoveEmpty(layer, "age", "signals", "recordPage", "reloadOnWithdraw");

        var categories = layer["categories"]!.AsArray().Select(c => c!.AsObject()).ToList();
        foreach (var category in categories)
            Shorten(category);

        RemoveHarmless(categories);

        var texts = layer["texts"]!.AsObject();
        var shown = ShownTexts(layer).ToHashSet(StringComparer.Ordinal);
        Remove(texts, [.. texts.Select(t => t.Key).Where(key => !shown.Contains(key))]);

        Remove(layer["cookie"]!.AsObject(), "name", "idName");
        RemoveEmpty(layer["cookie"]!.AsObject(), "domain");
        // Without this field the script writes from left to right.
        if ((string?)layer["dir"] == "ltr")
            layer.Remove("dir");

        var theme = layer["theme"]!.AsObject();
        foreach (var scheme in (ReadOnlySpan<string>)["light", "dark"])
        {
            var colours = theme[scheme]!.AsObject();
            Remove(colours, "edge", "knob");
            // The style sheets have fallbacks for absent colours. The fallback for soft is a mix of ink and bg, so soft stays only if it must equal bg.
            if ((string?)colours["soft"] != (string?)colours["bg"])
                colours.Remove("soft");

            foreach (var (name, same) in (ReadOnlySpan<(string, string)>)[("mark", "accept"), ("reject", "accept"), ("onReject", "onAccept")])
            {
                if ((string?)colours[name] == (string?)colours[same])
                    colours.Remove(name);
            }

            foreach (var (name, colour) in colours.ToList())
                colours[name] = Short((string)colour!);
        }

        if ((string?)theme["scheme"] is "light" or "dark")
            Remove(theme, (string?)theme["scheme"] == "light" ? "dark" : "light");

        layer["banner"] = banner;
        return layer;
    }

    private static void Shorten(JsonObject category)
    {
        Remove(category, "name", "description", "basis");
        RemoveEmpty(category, "default", "gpc");
        if ((bool)category["required"]!)
            category.Remove("default");

        foreach (var service in category["services"]!.AsArray().Select(s => s!.AsObject()))
        {
            Remove(service, "name", "provider", "purpose", "policyUrl", "transfers");
            if ((bool)category["required"]! || service["hosts"]!.AsArray().Count == 0)
                Remove(service, "hosts");

            var stored = service["cookies"]!.AsArray().Select(c => c!.AsObject()).Where(c => (string?)c["kind"] != "pixel").ToList();
            foreach (var cookie in stored)
                Remove(cookie, "duration");

            service["cookies"] = new JsonArray([.. stored.Select(c => c.DeepClone())]);
        }
    }

    /// <summary>
    /// Removes the cookies of required services, because the script never clears them. Keeps a cookie only if an optional service declares
    /// a cookie that may have the same name: the script must then not clear it together with that service's cookies.
    /// </summary>
    private static void RemoveHarmless(IReadOnlyList<JsonObject> categories)
    {
        var optional = categories.Where(c => !(bool)c["required"]!).SelectMany(Stored).ToList();
        foreach (var service in categories.Where(c => (bool)c["required"]!).SelectMany(c => c["services"]!.AsArray()))
        {
            var shared = service!["cookies"]!.AsArray().Where(own => optional.Exists(other => MayBeSame(own!, other)));
            service["cookies"] = new JsonArray([.. shared.Select(c => c!.DeepClone())]);
        }
    }

    private static IEnumerable<JsonNode> Stored(JsonObject category) =>
        category["services"]!.AsArray().SelectMany(s => s!["cookies"]!.AsArray()).Select(c => c!);

    /// <summary>Whether a cookie can match both declarations. A declared name that ends in a star matches every name with that prefix.</summary>
    private static bool MayBeSame(JsonNode one, JsonNode other)
    {
        var (a, b) = ((string)one["name"]!, (string)other["name"]!);
        return (string?)one["kind"] == (string?)other["kind"] && (Fits(a, b) || Fits(b, a));
    }

    private static bool Fits(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    /// <summary>
    /// The names of the texts that the banner shows. Under <c>opt_out</c> the law prescribes the text of the link that reopens the banner.
    /// California requires that of Civ. Code 1798.135(a); elsewhere the link has a text that every state with such a rule accepts.
    /// </summary>
    private static IEnumerable<string> ShownTexts(JsonObject layer) =>
        [.. Texts, (string?)layer["model"] != "opt_out" ? "reopen" : (string?)layer["region"] == "US-CA" ? "optOutLink" : "choicesLink", .. layer["links"]!.AsObject().Select(l => l.Key + "Link")];

    /// <summary>Shortens <c>#aabbcc</c> to <c>#abc</c>.</summary>
    private static string Short(string colour) =>
        colour.Length == 7 && colour[1] == colour[2] && colour[3] == colour[4] && colour[5] == colour[6] ? $"#{colour[1]}{colour[3]}{colour[5]}" : colour;

    private static void Remove(JsonObject from, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            from.Remove(name);
    }

    private static void RemoveEmpty(JsonObject from, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (from[name] is null || (from[name] is JsonValue value && value.TryGetValue<bool>(out var on) && !on))
                from.Remove(name);
        }
    }
}
