using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Publishing;

/// <summary>The rules for the time from which a file takes effect.</summary>
internal static class EffectiveTime
{
    /// <summary>A version can be announced this long ahead.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Whole milliseconds; null if the file states none.</summary>
    public static DateTimeOffset? Of(SiteFile file) =>
        Rfc3339.TryParse(file.EffectiveFrom, out var time) ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()) : null;

    /// <summary>The rule that the time breaks; null if it breaks none.</summary>
    /// <param name="stored">Null if the site is new.</param>
    public static string? FindError(DateTimeOffset from, StoredSite? stored, DateTimeOffset now)
    {
        if (stored is null)
            return "is for a new version of a published site, and this site is not published yet; leave it out";
        if (from <= now)
            return $"must be in the future, and it is {Rfc3339.Of(now)} now; leave it out to publish at once";

        return from > now + Longest ? $"must be at most {Longest.Days} days ahead" : null;
    }
}
