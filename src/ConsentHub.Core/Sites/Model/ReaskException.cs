namespace ConsentHub.Sites.Model;

/// <summary>The regions in which a site asks visitors again before the shortest period (the floor) that a law or guideline sets. The site states its reason in the notice.</summary>
/// <param name="Floor">The shortest period that the law or guideline permits.</param>
/// <param name="Source">The law or guideline that states the floor.</param>
internal sealed record ReaskException(
    IReadOnlyList<string> Regions, string? Lifetime, string? ReaskAfterRefusal, string Floor, string Source, string Reason)
{
    public static IReadOnlyList<ReaskException> Of(SiteFile content) =>
    [
        .. from region in content.Regions
           let floor = ReaskFloor.For(region)
           let reason = region.Reason
           where floor is not null && reason is not null
           let lifetime = floor.AnyChoice && IsShort(region.Lifetime, floor) ? region.Lifetime : null
           let refusal = IsShort(region.ReaskAfterRefusal, floor) ? region.ReaskAfterRefusal : null
           where lifetime is not null || refusal is not null
           select new ReaskException(region.In, lifetime, refusal, floor.Shortest.ToString(), floor.Source, reason),
    ];

    /// <summary>Whether a period of the site's own is shorter than the floor.</summary>
    public static bool IsShort(string? period, ReaskFloor floor) => period is not null && Period.Parse(period).Span < floor.Shortest.Span;
}
