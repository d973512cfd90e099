namespace ConsentHub.Sites.Model;

/// <summary>A rule of law or of a supervisory authority on how soon a visitor may be asked again. As of November 2026.</summary>
/// <param name="Countries">Countries that it covers, including their subdivisions.</param>
/// <param name="CoversUnknown">Whether the floor also covers visitors of unknown region, for whom the strictest floor applies.</param>
/// <param name="Models">Consent models under which it applies.</param>
/// <param name="Shortest">The shortest validity of a refusal.</param>
/// <param name="AnyChoice">Whether the floor covers every choice, not only refusals: under these models a choice that grants one thing may object to another.</param>
/// <param name="Source">The law or guideline that states the floor.</param>
internal sealed record ReaskFloor(
    IReadOnlySet<string> Countries, bool CoversUnknown, IReadOnlySet<ConsentModel> Models, Period Shortest, bool AnyChoice, string Source)
{
    private static readonly ReaskFloor[] Table =
    [
        new(Set([.. Regions.Expand("EEA"), "GB", "CH"]), CoversUnknown: true, Set(Enum.GetValues<ConsentModel>()), Period.Parse("P6M"), AnyChoice: false,
            "Garante 231/2021, and good practice of the CNIL"),
        new(Set(["US"]), CoversUnknown: false, Set([ConsentModel.OptOut, ConsentModel.NoticeOnly]), Period.Parse("P12M"), AnyChoice: true,
            "11 CCR 7026(k) and Cal. Civ. Code 1798.135(c)(4)"),
    ];

    /// <summary>The longest floor that applies to a region rule or, if <paramref name="region"/> is null, to the regions that no rule names. Returns null if no floor applies.</summary>
    public static ReaskFloor? For(RegionRule? region) =>
        Table.Where(floor => region is null ? floor.CoversUnknown : floor.Models.Contains(region.Model) && region.In.Any(floor.Covers)).MaxBy(floor => floor.Shortest.Span);

    private bool Covers(string code) => Regions.Expand(code).Any(region => Countries.Contains(region[..2]));

    private static HashSet<T> Set<T>(IEnumerable<T> items) => [.. items];
}
