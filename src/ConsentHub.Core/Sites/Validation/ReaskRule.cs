using System.Globalization;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks lifetimes: each is a period, not shorter than law and authorities require.</summary>
internal sealed class ReaskRule(SiteFile site, TextRule texts, SiteFileErrors errors)
{
    private const int MaxReason = 500;

    private static readonly Period Shortest = Period.Parse("P1D");
    private static readonly Period Longest = Period.Parse("P2Y");

    public void Check()
    {
        CheckPeriod(site.Consent.Lifetime, "consent.lifetime");
        if (CheckPeriod(site.Consent.ReaskAfterRefusal, "consent.reaskAfterRefusal"))
            CheckFloor(site.Consent.ReaskAfterRefusal, ReaskFloor.For(null), "consent.reaskAfterRefusal", "in an unknown region", reasonAt: null);

        foreach (var (i, region) in site.Regions.Index())
            CheckRegion(region, $"regions[{i}]");
    }

    private void CheckRegion(RegionRule region, string path)
    {
        texts.Check(region.Reason, $"{path}.reason", MaxReason);
        var readable = CheckPeriod(region.Lifetime, $"{path}.lifetime") & CheckPeriod(region.ReaskAfterRefusal, $"{path}.reaskAfterRefusal");
        if (!readable || region.Reason is not null || !region.In.All(Regions.IsListable))
            return;

        var floor = ReaskFloor.For(region);
        var where = $"in {string.Join(", ", region.In)} under {WireNames<ConsentModel>.Of(region.Model)}";
        CheckFloor(region.ReaskAfterRefusal, floor, $"{path}.reaskAfterRefusal", where, $"{path}.reason");
        if (floor?.AnyChoice == true)
            CheckFloor(region.Lifetime, floor, $"{path}.lifetime", where, $"{path}.reason");
    }

    private void CheckFloor(string? period, ReaskFloor? floor, string path, string where, string? reasonAt)
    {
        if (floor is null || !ReaskException.IsShort(period, floor))
            return;

        var way = reasonAt is null ? "" : $", or give the reason for the shorter period in {reasonAt}";
        errors.Add(path, $"is {Text(Period.Parse(period!))}, and {where} nobody may be asked again before {Text(floor.Shortest)} ({floor.Source}); make it longer{way}");
    }

    /// <summary>True if the period is absent or can be parsed, so that it can be compared.</summary>
    private bool CheckPeriod(string? text, string path)
    {
        if (text is null)
            return true;

        if (!Period.TryParse(text, out var period))
            errors.Add(path, Patterns.PeriodRule);
        else if (period.Span < Shortest.Span || period.Span > Longest.Span)
            errors.Add(path, $"must be from {Shortest} to {Longest}");
        else
            return true;

        return false;
    }

    private static string Text(Period period) => string.Create(CultureInfo.InvariantCulture, $"{period} ({period.Span.TotalDays:0} days)");
}
