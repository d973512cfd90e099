using ConsentHub.Sites.Model;

namespace ConsentHub.Jurisdictions;

/// <summary>What holds for the visitors of one region on one day. Not part of any notice: it follows the visitor, not the site.</summary>
/// <param name="Authority">Null if <c>authorities.json</c> has none for the region.</param>
/// <param name="Rights">Null if <c>rights.json</c> has none for the region.</param>
internal sealed record Jurisdiction(string Region, ComplaintAuthority? Authority, RegionRights? Rights)
{
    /// <summary>Null if the region is not known.</summary>
    public static Jurisdiction? Of(string region, DateTimeOffset now) => region is Regions.Unknown or Regions.Every
        ? null
        : new(region, JurisdictionTable.Authority(region, DayOf(now)), JurisdictionTable.Rights(region, DayOf(now)));

    /// <summary>The last day, up to today, on which a row began to apply. A response that contains a jurisdiction can be cached while this day is the same.</summary>
    public static DateOnly ChangedOn(DateTimeOffset now) => JurisdictionTable.ChangedOn(DayOf(now));

    private static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);
}
