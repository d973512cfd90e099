using ConsentHub.Pages.Texts;
using ConsentHub.Sites;

namespace ConsentHub.Pages.Notices;

/// <summary>The announced version in one language, as pages and banner show it: when it takes effect, and what it changes.</summary>
/// <param name="Version">The number that it will have.</param>
/// <param name="Material">Whether it will ask visitors again.</param>
/// <param name="Text">One sentence with the time.</param>
/// <param name="Changes">One sentence for each change.</param>
internal sealed record AnnouncedView(int Version, DateTimeOffset EffectiveFrom, DateTimeOffset AnnouncedAt, bool Material, string Text, IReadOnlyList<string> Changes)
{
    /// <param name="notice">The notice in force.</param>
    public static AnnouncedView? Of(Site site, NoticeView notice, UiTexts words)
    {
        if (site.Announced is not { } next)
            return null;

        // The announced version names its categories itself: those that it adds are in no version in force.
        var categories = next.Content.Categories.Select(c => new CategoryView(
            c.Id, c.Name.GetValueOrDefault(words.Lang) ?? c.Name.Values.First(), "", c.Required, Default: false, Gpc: false, c.Basis, []));
        return new(
            next.Version, next.EffectiveFrom, next.AnnouncedAt, next.Material, words.Own("versionAnnounced").Replace("{from}", words.DateAndTime(next.EffectiveFrom), StringComparison.Ordinal),
            words.Sentences(notice with { Categories = [.. categories] }, next.Changes));
    }
}
