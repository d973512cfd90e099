using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Notices;

/// <summary>Writes the facts of a notice about the whole site, in one language. Facts that the site file lacks are omitted.</summary>
internal static class NoticeFacts
{
    /// <summary>The link to the site's support.</summary>
    public const string Support = "support";

    public static void AddTo(JsonObject notice, SiteFile content, string lang)
    {
        if (content.SupervisoryAuthority is { } authority)
            notice["supervisoryAuthority"] = JsonSerializer.SerializeToNode(authority, SiteFileJson.Default.SupervisoryAuthority);
        if (content.Sale is { } sale)
            notice["sale"] = WireNames<DataSale>.Of(sale);
        // Beside the links, which the first layer shows too.
        if (content.Links.TryGetValue(Support, out var support))
            notice[Support] = support[lang];
        if (content.Residency.Count > 0)
            notice["residency"] = new JsonArray([.. content.Residency.Select(place => (JsonNode?)place)]);
        if (content.Retention.Count > 0)
            notice["retention"] = new JsonArray([.. content.Retention.Select(kept => Retention(kept, lang))]);
    }

    private static JsonObject Retention(RetentionClass kept, string lang)
    {
        var written = new JsonObject { ["id"] = kept.Id, ["name"] = kept.Name[lang] };
        if (kept.Period is not null)
            written["period"] = kept.Period;
        if (kept.After is { } begin)
            written["after"] = WireNames<RetentionEvent>.Of(begin);
        if (kept.While is not null)
            written["while"] = kept.While;
        if (kept.WhileText is { } text)
            written["whileText"] = text[lang];
        if (kept.Basis is { } basis)
            written["basis"] = WireNames<LegalBasis>.Of(basis);

        return written;
    }
}
