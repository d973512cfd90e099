using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Compares the services, each matched by its id across the whole site.</summary>
internal static class ServiceComparison
{
    private sealed record Placed(Service Service, Category Category);

    public static IEnumerable<NoticeChange> Of(SiteFile earlier, SiteFile later)
    {
        var lang = later.Languages[0];
        var before = ServicesOf(earlier).ToDictionary(p => p.Service.Id, StringComparer.Ordinal);
        foreach (var placed in ServicesOf(later))
        {
            var changes = before.Remove(placed.Service.Id, out var old) ? Between(old, placed, lang) : AddedTo(earlier, placed);
            foreach (var change in changes)
                yield return change with { Id = placed.Service.Id, Name = change.Name ?? placed.Service.Name, Category = placed.Category.Id };
        }

        // A service that is removed with its category is reported with the category.
        foreach (var (service, category) in ServicesOf(earlier).Where(p => before.ContainsKey(p.Service.Id) && Has(later, p.Category)))
            yield return new NoticeChange(ChangeKind.ServiceRemoved, service.Id, service.Name, category.Id);
    }

    private static IEnumerable<Placed> ServicesOf(SiteFile site) => site.Categories.SelectMany(c => c.Services, (c, s) => new Placed(s, c));

    private static bool Has(SiteFile site, Category category) => site.Categories.Any(c => c.Id == category.Id);

    /// <summary>A service that is added with its category is reported with the category.</summary>
    private static IEnumerable<NoticeChange> AddedTo(SiteFile earlier, Placed added) =>
        Has(earlier, added.Category) ? [new NoticeChange(ChangeKind.ServiceAdded)] : [];

    private static IEnumerable<NoticeChange> Between(Placed earlier, Placed later, string lang)
    {
        var (before, after) = (earlier.Service, later.Service);
        if (later.Category.Id != earlier.Category.Id)
            yield return new NoticeChange(ChangeKind.ServiceMoved, From: earlier.Category.NameIn(lang), To: later.Category.NameIn(lang));

        if (after.Provider != before.Provider)
            yield return new NoticeChange(ChangeKind.ProviderChanged, From: before.Provider, To: after.Provider);

        if (ComparisonTexts.Added(before.Purposes, after.Purposes) is { } purposes)
            yield return new NoticeChange(ChangeKind.PurposeAdded, To: purposes);

        if (ComparisonTexts.Added(before.Transfers.Select(t => t.Country), after.Transfers.Select(t => t.Country)) is { } countries)
            yield return new NoticeChange(ChangeKind.TransferAdded, To: countries);

        foreach (var change in OfSafeguards(before.Transfers, after.Transfers))
            yield return change;

        foreach (var change in CookieComparison.Of(before.Cookies, after.Cookies))
            yield return change;
    }

    /// <summary>An adequacy decision and the safeguards of GDPR Art. 46 count as equal protection; a derogation under Art. 49 counts as no protection.</summary>
    private static IEnumerable<NoticeChange> OfSafeguards(IReadOnlyList<Transfer> earlier, IReadOnlyList<Transfer> later) =>
        from after in later
        join before in earlier on after.Country equals before.Country
        where after.Safeguard != before.Safeguard
        select new NoticeChange(
            after.Safeguard == Safeguard.Derogation ? ChangeKind.SafeguardWeaker : ChangeKind.SafeguardChanged,
            From: $"{before.Country} {WireNames<Safeguard>.Of(before.Safeguard)}",
            To: $"{after.Country} {WireNames<Safeguard>.Of(after.Safeguard)}");
}
