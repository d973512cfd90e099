using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Finds what a newer version of a site changes for its visitors; <see cref="ChangeWeights"/> says what that means.</summary>
/// <remarks>
/// Everything is matched by its id, never by its place or its words: texts, names, translations, looks and order may
/// change without a word to anybody. Changes come in the order of the newer version, the removed ones after.
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
