using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Finds what a newer version of a site changes for its visitors; <see cref="ChangeWeights"/> decides which changes ask visitors again.</summary>
/// <remarks>
/// Items are matched by id (a retention class also by name), never by place. Changed texts, names, translations, theme and order are not listed.
/// Changes are listed in the order of the newer version; removed items follow.
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
