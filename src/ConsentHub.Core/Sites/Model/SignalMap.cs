using System.Text.Json.Nodes;

namespace ConsentHub.Sites.Model;

/// <summary>Maps categories to the consent types of other vendors, and writes this map into the notice.</summary>
internal static class SignalMap
{
    private const string AdStorage = "ad_storage";
    private const string AnalyticsStorage = "analytics_storage";

    public static readonly IReadOnlyList<string> GoogleTypes =
        [AdStorage, "ad_user_data", "ad_personalization", AnalyticsStorage, "functionality_storage", "personalization_storage", "security_storage"];

    public static readonly IReadOnlyList<string> UetTypes = [AdStorage];

    /// <summary>Microsoft Clarity's consent types, spelled with a capital S.</summary>
    public static readonly IReadOnlyList<string> ClarityTypes = ["ad_Storage", "analytics_Storage"];

    /// <summary>Google's consent types that a required category may map to.</summary>
    public static readonly IReadOnlyList<string> GoogleRequired = ["functionality_storage", "personalization_storage", "security_storage"];

    public static JsonObject? Write(SiteFile content) => content.Signals is not { } signals ? null : new JsonObject
    {
        ["google"] = signals.Google is { } google ? Google(google, content) : null,
        ["uet"] = signals.Uet ? Map(content, Uet) : null,
        ["clarity"] = signals.Clarity ? Map(content, Clarity) : null,
        ["dataLayer"] = signals.DataLayer,
        ["dataLayerName"] = signals.DataLayerName,
    };

    private static JsonObject Google(GoogleSignals google, SiteFile content) => new()
    {
        ["mode"] = WireNames<SignalMode>.Of(google.Mode),
        ["waitForUpdate"] = google.WaitForUpdate,
        ["adsDataRedaction"] = google.AdsDataRedaction,
        ["urlPassthrough"] = google.UrlPassthrough,
        ["types"] = Map(content, GoogleOf),
    };

    /// <summary>The categories that map to a consent type; the others are left out.</summary>
    private static JsonObject Map(SiteFile content, Func<Category, IReadOnlyList<string>> typesOf) => new(
        from category in content.Categories
        let types = typesOf(category)
        where types.Count > 0
        select KeyValuePair.Create(category.Id, (JsonNode?)new JsonArray([.. types.Select(t => (JsonNode?)t)])));

    private static IReadOnlyList<string> GoogleOf(Category category) => category.Signals?.Google ?? (category.Required, category.Id) switch
    {
        (true, _) => ["security_storage"],
        (_, "preferences") => ["functionality_storage", "personalization_storage"],
        (_, "analytics") => [AnalyticsStorage],
        (_, "marketing") => [AdStorage, "ad_user_data", "ad_personalization"],
        _ => [],
    };

    private static IReadOnlyList<string> Uet(Category category) =>
        category.Signals?.Uet ?? (category is { Required: false, Id: "marketing" } ? UetTypes : []);

    private static IReadOnlyList<string> Clarity(Category category) => category.Signals?.Clarity ?? (category.Required, category.Id) switch
    {
        (false, "analytics") => ["analytics_Storage"],
        (false, "marketing") => ["ad_Storage"],
        _ => [],
    };
}
