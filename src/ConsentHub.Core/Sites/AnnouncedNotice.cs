using ConsentHub.Sites.Comparison;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites;

/// <summary>The version that a site announces: when it takes effect, and what it changes.</summary>
/// <param name="Version">The number that it will have.</param>
/// <param name="Content">The site file as it will be published.</param>
internal sealed record AnnouncedNotice(int Version, DateTimeOffset EffectiveFrom, DateTimeOffset AnnouncedAt, SiteFile Content, IReadOnlyList<NoticeChange> Changes)
{
    /// <summary>Whether it will ask visitors again.</summary>
    public bool Material => Changes.Any(c => c.Weight == ChangeWeight.Ask);

    public static AnnouncedNotice Of(StoredAnnouncement stored, PublishedNotice latest)
    {
        var content = NoticeContent.Parse(stored.Content);
        return new(latest.Version + 1, stored.EffectiveFrom, stored.AnnouncedAt, content, NoticeComparison.Compare(latest.Content, content));
    }
}
