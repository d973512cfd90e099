using System.Globalization;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Compares the facts of the whole site: the controller, how long a choice is valid, and which rules apply in which region.</summary>
internal static class SiteComparison
{
    public static IEnumerable<NoticeChange> OfController(SiteFile earlier, SiteFile later)
    {
        var (before, after) = (earlier.Controller, later.Controller);
        if (after.Country != before.Country)
            yield return new NoticeChange(ChangeKind.ControllerChanged, From: NameAndCountry(before), To: NameAndCountry(after));
        else if (after.Name != before.Name)
            yield return new NoticeChange(ChangeKind.ControllerChanged, From: before.Name, To: after.Name);

        if (after != before with { Name = after.Name, Country = after.Country } || later.PrivacyContact != earlier.PrivacyContact)
            yield return new NoticeChange(ChangeKind.ContactChanged);
    }

    public static IEnumerable<NoticeChange> OfRules(SiteFile earlier, SiteFile later)
    {
        foreach (var change in OfLifetimes(earlier, later))
            yield return change;

        foreach (var change in OfModels(earlier, later))
            yield return change;

        if (later.Age?.Threshold is { } threshold && threshold > (earlier.Age?.Threshold ?? 0))
            yield return new NoticeChange(ChangeKind.AgeRaised, From: Text(earlier.Age?.Threshold), To: Text(threshold));

        if (later.Consent.RecordPage && !earlier.Consent.RecordPage)
            yield return new NoticeChange(ChangeKind.PageRecorded);

        if (later.Identity && !earlier.Identity)
            yield return new NoticeChange(ChangeKind.DevicesJoined);

        if (SaleRank(later.Sale) > SaleRank(earlier.Sale))
            yield return new NoticeChange(ChangeKind.SaleWidened, From: Text(earlier.Sale), To: Text(later.Sale));

        if (IsWider(earlier.Residency, later.Residency))
            yield return new NoticeChange(ChangeKind.ResidencyChanged, From: Joined(earlier.Residency), To: Joined(later.Residency));
    }

    /// <summary>A site that says nothing has promised nothing, so <c>none</c> withdrawn is a change and <c>none</c> added is not.</summary>
    private static int SaleRank(DataSale? sale) => sale switch
    {
        DataSale.None => 0,
        null => 1,
        DataSale.Undetermined or DataSale.Sharing => 2,
        _ => 3,
    };

    private static string? Text(DataSale? sale) => sale is { } said ? WireNames<DataSale>.Of(said) : null;

    /// <summary>A site that names no storage location makes no promise, so its data may be anywhere.</summary>
    private static bool IsWider(IReadOnlyList<string> earlier, IReadOnlyList<string> later) =>
        earlier.Count > 0 && (later.Count == 0 || later.Except(earlier, StringComparer.Ordinal).Any());

    private static string? Joined(IReadOnlyList<string> places) => places.Count == 0 ? null : string.Join(", ", places);

    /// <summary>
    /// Compares the lifetimes of grants that the site sets. One change covers the whole site. Regions whose earlier and later periods differ
    /// from the site's get a change of their own, one for each pair of periods.
    /// A longer lifetime of refusals, or a floor that a newer release adds, is not a change here, so nobody is asked again.
    /// </summary>
    private static IEnumerable<NoticeChange> OfLifetimes(SiteFile earlier, SiteFile later)
    {
        var site = (From: Period.Parse(earlier.Consent.Lifetime), To: Period.Parse(later.Consent.Lifetime));
        var regions =
            from region in Listed(later).Concat(Listed(earlier)).Distinct(StringComparer.Ordinal)
            let periods = (From: LifetimeIn(earlier, region), To: LifetimeIn(later, region))
            where periods != site
            group region by periods into changed
            select (changed.Key.From, changed.Key.To, Name: string.Join(", ", changed));

        return from change in regions.Prepend((site.From, site.To, Name: null!))
               where change.To.Span > change.From.Span
               select new NoticeChange(ChangeKind.LifetimeLonger, Name: change.Name, From: change.From.ToString(), To: change.To.ToString());
    }

    private static Period LifetimeIn(SiteFile site, string region) =>
        Period.Parse((Regions.RuleFor(site, region) is > 0 and var rule ? site.Regions[rule - 1].Lifetime : null) ?? site.Consent.Lifetime);

    /// <summary>One change for each pair of earlier and later model; the change names the regions concerned.</summary>
    private static IEnumerable<NoticeChange> OfModels(SiteFile earlier, SiteFile later) =>
        from region in Listed(later).Concat(Listed(earlier)).Distinct(StringComparer.Ordinal)
        let models = (From: ModelIn(earlier, region), To: ModelIn(later, region))
        where models.From != models.To
        group region by models into changed
        select new NoticeChange(
            changed.Key.To < changed.Key.From ? ChangeKind.ModelStricter : ChangeKind.ModelLaxer,
            Name: string.Join(", ", changed),
            From: WireNames<ConsentModel>.Of(changed.Key.From),
            To: WireNames<ConsentModel>.Of(changed.Key.To));

    private static IEnumerable<string> Listed(SiteFile site) => site.Regions.SelectMany(r => r.In).SelectMany(Regions.Expand);

    private static ConsentModel ModelIn(SiteFile site, string region) => Regions.ModelOf(site, Regions.RuleFor(site, region));

    private static string NameAndCountry(Controller controller) => controller.Country is { } country ? $"{controller.Name} ({country})" : controller.Name;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
