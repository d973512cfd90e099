using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Themes;

namespace ConsentHub.Sites.Notices;

/// <summary>Writes a notice as visitors receive it: in one language, for one region rule.</summary>
/// <remarks>
/// A notice is rendered once, at publication, then stored and served for ever: the same content gives the same bytes. The caller's region is
/// not known at that time, so <see cref="Regions.Unknown"/> is its placeholder until <see cref="NoticeBytes.ForRegion"/> fills it in.
/// </remarks>
internal static class NoticeRenderer
{
    /// <param name="publishedAt">When the version became the site's current notice; null if it is not published.</param>
    public static byte[] Render(SiteFile content, int version, int validSince, string lang, int rule, DateTimeOffset? publishedAt = null)
    {
        if (!content.Languages.Contains(lang, StringComparer.Ordinal))
            throw new ArgumentException($"The site {content.Key} is not offered in {lang}.", nameof(lang));

        var model = Regions.ModelOf(content, rule);
        var reask = Reask.Of(content, rule);
        var notice = new JsonObject
        {
            ["site"] = content.Key,
            ["version"] = version,
            ["lang"] = lang,
            ["dir"] = InterfaceTexts.Direction(lang),
            ["region"] = Regions.Unknown,
            ["model"] = WireNames<ConsentModel>.Of(model),
            ["languages"] = Array(content.Languages, l => l),
            ["categories"] = Array(content.Categories, c => NoticeCategory.Write(c, model, content.Age is not null, lang)),
            ["texts"] = Texts(content, model, lang),
            ["theme"] = Theme(content.Theme),
            ["cookie"] = Cookie(content, reask),
            ["reask"] = new JsonObject { ["granted"] = Seconds(reask.Granted), ["refused"] = Seconds(reask.Refused) },
            ["signals"] = SignalMap.Write(content),
            ["links"] = new JsonObject(content.Links.Where(l => l.Key != NoticeFacts.Support).Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value[lang]))),
            ["age"] = content.Age is { } age ? new JsonObject { ["threshold"] = age.Threshold } : null,
            ["controller"] = JsonSerializer.SerializeToNode(content.Controller, SiteFileJson.Default.Controller),
            ["privacyContact"] = JsonSerializer.SerializeToNode(content.PrivacyContact, SiteFileJson.Default.PrivacyContact),
            ["reloadOnWithdraw"] = content.Consent.ReloadOnWithdraw,
            ["recordPage"] = content.Consent.RecordPage,
            ["validSince"] = validSince,
        };
        if (publishedAt is { } time)
            notice["publishedAt"] = Rfc3339.Of(time);

        NoticeFacts.AddTo(notice, content, lang);
        return CanonicalJson.Serialize(notice);
    }

    /// <summary>
    /// Under a model in which services run until the visitor objects, the introduction must not say that services wait for a choice.
    /// They do wait under every model if the site has an age limit.
    /// </summary>
    private static JsonObject Texts(SiteFile content, ConsentModel model, string lang)
    {
        var texts = new JsonObject(InterfaceTexts.For(lang).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));
        if (content.Texts.TryGetValue(lang, out var overrides))
        {
            foreach (var (key, text) in overrides)
                texts[key] = text;
        }

        var introOptOut = texts["introOptOut"];
        texts.Remove("introOptOut");
        if (model != ConsentModel.OptIn && content.Age is null)
            texts["intro"] = introOptOut;

        // The introduction names the controller (GDPR Art. 13(1)(a)), even if a site's own introduction does not.
        var name = content.Controller.Name;
        string Filled(string key) => ((string)texts[key]!).Replace("{controller}", name, StringComparison.Ordinal);
        var intro = Filled("intro");
        texts["intro"] = $"{texts["title"]} {intro}".Contains(name, StringComparison.OrdinalIgnoreCase) ? intro : $"{intro} {Filled("introController")}";
        if (content.Identity)
            texts["intro"] = $"{texts["intro"]} {Filled("introIdentity")}";

        texts.Remove("introIdentity");
        return texts;
    }

    private static JsonObject Theme(Theme theme) => new()
    {
        ["layout"] = WireNames<ThemeLayout>.Of(theme.Layout),
        ["position"] = WireNames<ThemePosition>.Of(theme.Position ?? DefaultPosition(theme.Layout)),
        ["radius"] = theme.Radius,
        ["scheme"] = WireNames<ThemeScheme>.Of(theme.Scheme),
        ["font"] = WireNames<ThemeFont>.Of(theme.Font),
        ["light"] = Palette.Light(theme).Write(),
        ["dark"] = Palette.Dark(theme).Write(),
    };

    private static ThemePosition DefaultPosition(ThemeLayout layout) => layout switch
    {
        ThemeLayout.Bar => ThemePosition.Bottom,
        ThemeLayout.Modal => ThemePosition.Center,
        _ => ThemePosition.BottomLeft,
    };

    private static JsonObject Cookie(SiteFile content, Reask reask) => new()
    {
        ["name"] = $"ch_{content.Key}",
        ["idName"] = $"chid_{content.Key}",
        ["domain"] = content.Consent.CookieDomain,
        ["maxAge"] = Seconds(reask.Longest),
    };

    private static long Seconds(TimeSpan span) => (long)span.TotalSeconds;

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => new([.. items.Select(write)]);
}
