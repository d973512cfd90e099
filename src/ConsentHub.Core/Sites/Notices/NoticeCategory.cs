using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Notices;

/// <summary>Writes one category of a notice with its services, in one language.</summary>
internal static class NoticeCategory
{
    /// <summary>The category that Global Privacy Control denies by default, because its name implies that its services sell or share data.</summary>
    private const string Marketing = "marketing";

    public static JsonObject Write(Category category, ConsentModel model, bool asksAge, string lang) => new()
    {
        ["id"] = category.Id,
        ["name"] = category.Name[lang],
        ["description"] = category.Description[lang],
        ["required"] = category.Required,
        ["default"] = DefaultOf(category, model, asksAge),
        ["gpc"] = DeniedByGpc(category),
        ["basis"] = WireNames<LegalBasis>.Of(category.Basis),
        ["services"] = new JsonArray([.. category.Services.Select(s => Service(s, lang))]),
    };

    /// <summary>The state before any choice. If the notice has an age threshold, nothing optional is on before the age is known, under any model.</summary>
    public static bool DefaultOf(Category category, ConsentModel model, bool asksAge) => category.Required || (!asksAge && model switch
    {
        ConsentModel.OptOut => category.Defaults?.OptOut ?? true,
        ConsentModel.NoticeOnly => category.Defaults?.NoticeOnly ?? true,
        _ => false,
    });

    /// <summary>True if Global Privacy Control denies the category.</summary>
    public static bool DeniedByGpc(Category category) =>
        !category.Required && (category.Gpc ?? string.Equals(category.Id, Marketing, StringComparison.Ordinal));

    private static JsonObject Service(Service service, string lang)
    {
        var written = new JsonObject
        {
            ["id"] = service.Id,
            ["name"] = service.Name,
            ["provider"] = service.Provider,
            ["purpose"] = service.Purpose[lang],
            ["hosts"] = new JsonArray([.. service.Hosts.Select(h => (JsonNode?)h)]),
            ["cookies"] = new JsonArray([.. service.Cookies.Select(Cookie)]),
        };
        if (service.PolicyUrl is not null)
            written["policyUrl"] = service.PolicyUrl;

        if (service.Transfers.Count > 0)
            written["transfers"] = new JsonArray([.. service.Transfers.Select(Transfer)]);

        return written;
    }

    private static JsonObject Cookie(CookieDeclaration cookie)
    {
        var written = new JsonObject { ["name"] = cookie.Name, ["kind"] = WireNames<CookieKind>.Of(cookie.Kind) };
        if (cookie.Domain is not null)
            written["domain"] = cookie.Domain;

        if (cookie.Duration is not null)
            written["duration"] = cookie.Duration;

        return written;
    }

    private static JsonObject Transfer(Transfer transfer) =>
        new() { ["country"] = transfer.Country, ["safeguard"] = WireNames<Safeguard>.Of(transfer.Safeguard) };
}
