using System.Globalization;
using ConsentHub.Jurisdictions;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Policies;

/// <summary>Rules that compare a site file with the dated tables of law, as they are on one day.</summary>
/// <remarks>Only regions that the site file lists are judged, with their parts. The hub can't know whether a law reaches a company of this size.</remarks>
internal static class LawRules
{
    private const string NoRow = "nothing";

    private static readonly (string Name, Func<string, DateOnly, string> Of)[] Facts =
    [
        ("signal to honour", (region, day) => JurisdictionTable.Signal(region, day) is { } duty ? $"Global Privacy Control ({duty.Source})" : NoRow),
        ("age of consent", (region, day) => JurisdictionTable.Age(region, day) is { } age ? string.Create(CultureInfo.InvariantCulture, $"{age.Age} ({age.Source})") : NoRow),
        ("rights by law", (region, day) => JurisdictionTable.Rights(region, day) is { } row ? $"{string.Join(", ", row.Rights.Select(WireNames<PrivacyRight>.Of))} ({row.Source})" : NoRow),
        ("authority", (region, day) => JurisdictionTable.Authority(region, day) is { } row ? $"{row.Name} ({row.Source})" : NoRow),
    ];

    /// <param name="day">The day on which the file is judged.</param>
    /// <param name="today">If it is another day, the findings also tell what differs from it.</param>
    public static IReadOnlyList<PolicyFinding> Find(SiteFile site, DateOnly day, DateOnly today)
    {
        List<string> regions = [.. site.Regions.SelectMany(rule => rule.In).SelectMany(Regions.Expand).Concat(JurisdictionTable.AllRegions)
            .Where(region => Regions.RuleFor(site, region) > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return [.. site.Categories.Index().SelectMany(c => SignalIgnored(site, c.Index, c.Item, regions, day)), .. AgeBelowLaw(site, regions, day), .. Changes(regions, day, today)];
    }

    /// <summary>The signal is an opt-out of targeted advertising, so it concerns categories in which another company advertises and that run before a choice.</summary>
    private static IEnumerable<PolicyFinding> SignalIgnored(SiteFile site, int index, Category category, List<string> regions, DateOnly day)
    {
        if (category.Required || NoticeCategory.DeniedByGpc(category) || !category.Services.Any(s => s.Provider != site.Controller.Name && s.Purposes.Any(SiteFileRules.IsAdvertising)))
            yield break;

        var duties = string.Join(", ", from region in regions
                                       where NoticeCategory.DefaultOf(category, Regions.ModelOf(site, Regions.RuleFor(site, region)), asksAge: false)
                                       let duty = JurisdictionTable.Signal(region, day)
                                       where duty is not null
                                       select $"{region} ({duty.Source})");
        if (duties.Length > 0)
            yield return new PolicyFinding(PolicyRules.SignalIgnored, $"{category.Id} advertises and runs before a choice. On {Of(day)} the signal has to stop it in {duties}.") { Path = $"categories[{index}].gpc" };
    }

    private static IEnumerable<PolicyFinding> AgeBelowLaw(SiteFile site, List<string> regions, DateOnly day)
    {
        if (site.Age is not { Threshold: var threshold })
            yield break;

        var ages = string.Join("; ", from region in regions
                                     let age = JurisdictionTable.Age(region, day)
                                     where age is not null && age.Age > threshold && !IsPartOfListed(region, regions, country => JurisdictionTable.Age(country, day)?.Age == age.Age)
                                     group region by age.Age into older
                                     orderby older.Key
                                     select string.Create(CultureInfo.InvariantCulture, $"{older.Key} in {string.Join(", ", older)}"));
        if (ages.Length > 0)
            yield return new PolicyFinding(PolicyRules.AgeBelowLaw, string.Create(CultureInfo.InvariantCulture, $"The threshold is {threshold}. On {Of(day)} the age by law is {ages}.")) { Path = "age.threshold" };
    }

    private static IEnumerable<PolicyFinding> Changes(List<string> regions, DateOnly day, DateOnly today) =>
        from fact in Facts
        from region in regions
        let change = (Then: fact.Of(region, day), Now: fact.Of(region, today))
        where change.Then != change.Now && !IsPartOfListed(region, regions, country => (fact.Of(country, day), fact.Of(country, today)) == change)
        group region by (fact.Name, change.Then, change.Now) into same
        select new PolicyFinding(PolicyRules.LawChanges, $"{string.Join(", ", same)}: {same.Key.Name} on {Of(day)}: {same.Key.Then}. On {Of(today)}: {same.Key.Now}.") { Path = "regions" };

    /// <summary>Whether a finding about the country already says what a finding about this part of it would say.</summary>
    private static bool IsPartOfListed(string region, List<string> regions, Func<string, bool> isSame) => region.Length > 2 && regions.Contains(region[..2]) && isSame(region[..2]);

    private static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
