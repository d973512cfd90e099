using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Jurisdictions;
using ConsentHub.Sites.Model;

namespace ConsentHub.Policies;

/// <summary>Rules of the policy check that need only the site file: the file is valid, but lacks a fact or contradicts itself.</summary>
internal static class SiteFileRules
{
    private static readonly HashSet<string> Advertising = new(StringComparer.Ordinal) { "ad", "ads", "advertising", "advertisement", "retargeting", "remarketing" };

    public static IEnumerable<PolicyFinding> Find(SiteFile site)
    {
        foreach (var (path, text) in Texts(JsonSerializer.SerializeToNode(site, SiteFileJson.Default.SiteFile)))
        {
            foreach (var (rule, message) in SentenceRules.Unfinished(text))
                yield return new PolicyFinding(rule, message) { Path = path };
        }

        foreach (var finding in site.Regions.Index().SelectMany(r => WithoutAuthority(r.Index, r.Item)))
            yield return finding;

        if (site.Sale == DataSale.Undetermined)
            yield return new PolicyFinding(PolicyRules.SaleUndetermined, "The site file leaves it open.") { Path = "sale" };

        foreach (var finding in site.Categories.Index().SelectMany(c => DeniedSale(site, c.Index, c.Item)))
            yield return finding;

        foreach (var (i, path) in site.Undecided.Index())
            yield return new PolicyFinding(PolicyRules.Undecided, $"{path} is missing.") { Path = $"undecided[{i}]" };

        if (site.Retention.Count == 0 && !site.Undecided.Contains("retention"))
            yield return new PolicyFinding(PolicyRules.NoPeriod, "The file has no class of data with a period.") { Path = "retention" };

        if (site.SupervisoryAuthority is null && !site.Undecided.Contains("supervisoryAuthority"))
            yield return new PolicyFinding(PolicyRules.NoComplaintRight, "The file names no supervisory authority.") { Path = "supervisoryAuthority" };

        if (site.PrivacyContact is { Email: null, Url: null } && !site.Undecided.Contains("privacyContact.email"))
            yield return new PolicyFinding(PolicyRules.ContactOnlyByPost, "The privacy contact has neither `email` nor `url`.") { Path = "privacyContact" };

        foreach (var finding in site.Categories.Index().SelectMany(c => LongerThanTheClass(site, c.Index, c.Item)))
            yield return finding;
    }

    private static IEnumerable<PolicyFinding> WithoutAuthority(int index, RegionRule rule) =>
        from code in rule.In.Index()
        where Regions.Expand(code.Item).Any(region => !JurisdictionTable.HasAuthority(region))
        select new PolicyFinding(PolicyRules.AuthorityUnknown, $"Visitors in {code.Item} read that they may complain, but not to whom there.") { Path = $"regions[{index}].in[{code.Index}]" };

    /// <summary>A purpose is advertising if its id has such a word, as <c>ad_measurement</c> has.</summary>
    public static bool IsAdvertising(string purpose) => purpose.Split('_').Any(Advertising.Contains);

    private static IEnumerable<PolicyFinding> DeniedSale(SiteFile site, int index, Category category) =>
        from service in category.Services.Index()
        where site.Sale == DataSale.None && service.Item.Provider != site.Controller.Name
        let purpose = service.Item.Purposes.FirstOrDefault(IsAdvertising)
        where purpose is not null
        select new PolicyFinding(PolicyRules.SaleDenied, $"`sale` is none, and {service.Item.Provider} receives data for {purpose}.")
        {
            Path = $"categories[{index}].services[{service.Index}].purposes",
        };

    /// <summary>A class belongs to a category if it has the category's id, or the id followed by <c>_data</c>.</summary>
    private static IEnumerable<PolicyFinding> LongerThanTheClass(SiteFile site, int index, Category category) =>
        from @class in site.Retention
        where @class is { Period: not null, After: null } && (@class.Id == category.Id || @class.Id == $"{category.Id}_data")
        from service in category.Services.Index()
        from cookie in service.Item.Cookies.Index()
        where cookie.Item.Duration is { } duration && Period.Parse(duration).Span > Period.Parse(@class.Period!).Span
        select new PolicyFinding(PolicyRules.LongerThanItsClass, $"{cookie.Item.Name} lasts {cookie.Item.Duration}, but the data class {@class.Id} is kept only {@class.Period}.")
        {
            Path = $"categories[{index}].services[{service.Index}].cookies[{cookie.Index}].duration",
        };

    private static IEnumerable<(string Path, string Text)> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Texts(m.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [(value.GetPath().TrimStart('$', '.'), value.GetValue<string>())],
        _ => [],
    };
}
