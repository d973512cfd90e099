namespace ConsentHub.Sites.Model;

/// <summary>How long a choice is valid in one region before its visitor is asked again.</summary>
/// <param name="Granted">Period for a choice that grants something optional.</param>
/// <param name="Refused">Period for a choice that grants nothing optional.</param>
internal readonly record struct Reask(TimeSpan Granted, TimeSpan Refused)
{
    /// <summary>How long the cookie must live to hold a choice of either kind.</summary>
    public TimeSpan Longest => Granted > Refused ? Granted : Refused;

    /// <param name="rule">A region rule of the site, or 0 for all others (<see cref="Regions.RuleFor"/>).</param>
    /// <remarks>
    /// The site's period for all regions is raised to the floor of each region (<see cref="ReaskFloor"/>). A period that the site sets for one region is used unchanged,
    /// because validation accepts a period below the floor only with a reason. A refusal is valid as long as a grant unless
    /// the site says otherwise.
    /// </remarks>
    public static Reask Of(SiteFile content, int rule)
    {
        var region = rule == 0 ? null : content.Regions[rule - 1];
        var floor = ReaskFloor.For(region);
        var granted = Own(region?.Lifetime) ?? Longer(Span(content.Consent.Lifetime), floor?.AnyChoice == true ? floor.Shortest.Span : TimeSpan.Zero);
        var refused = Own(region?.ReaskAfterRefusal) ?? Longer(Own(content.Consent.ReaskAfterRefusal) ?? granted, floor?.Shortest.Span ?? TimeSpan.Zero);
        return new Reask(granted, refused);
    }

    private static TimeSpan? Own(string? period) => period is null ? null : Span(period);

    private static TimeSpan Span(string period) => Period.Parse(period).Span;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
