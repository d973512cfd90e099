using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Finds what a newer version of a site changes for its visitors; <see cref="ChangeWeights"/> decides what follows from it.</summary>
/// <remarks>
/// Ids match, never places or texts: texts, names, translations, theme and order may change without being listed.
/// Changes have the order of the newer version, followed by what was removed.
/// </remarks>
internal static class NoticeComparison
{
    public static IReadOnlyList<NoticeChange> Compare(SiteFile earlier, SiteFile later) =>
    [
        .. SiteComparison.OfController(earlier, later),
        .. CategoryComparison.Of(earlier, later),
        .. ServiceComparison.Of(earlier, later),
        .. SiteComparison.OfRules(earlier, later),
        .. RetentionComparison.Of(earlier, later),
    ];
}
