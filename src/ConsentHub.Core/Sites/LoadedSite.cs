using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites;

/// <summary>A site as stored. The first request for it builds the snapshot that requests use.</summary>
/// <remarks>A hub with many sites therefore starts without parsing every notice.</remarks>
internal sealed class LoadedSite(StoredSite stored)
{
    private readonly Lazy<Site> site = new(() => ToSite(stored));
    private readonly Lazy<Period?> backupsKept = new(() => BackupsKeptOf(stored));

    public Site Site => site.Value;

    public string Key { get; } = stored.Key;

    public ManagedBy ManagedBy { get; } = stored.ManagedBy;

    public IReadOnlyList<string> Origins { get; } = stored.Origins;

    /// <summary>The latest version.</summary>
    public int Version { get; } = stored.Latest.Version;

    /// <summary>SHA-256 of everything that a visitor can be shown under the latest version.</summary>
    public byte[] Digest { get; } = stored.Latest.Digest;

    /// <summary>The announced version as stored; null if none is announced.</summary>
    public StoredAnnouncement? Announced { get; } = stored.Announced;

    /// <summary>How long backups may hold erased records, as the site promises; null without a promise.</summary>
    public Period? BackupsKept => backupsKept.Value;

    public static PublishedNotice ToNotice(StoredNotice stored, ItemNumbers numbers) =>
        new(stored.Version, stored.PublishedAt, stored.ValidSince, NoticeContent.Parse(stored.Content), numbers, stored.Changes);

    /// <summary>Parses the content only of the few sites that have this retention class.</summary>
    private static Period? BackupsKeptOf(StoredSite stored) =>
        stored.Latest.Content.AsSpan().IndexOf("\"backups\""u8) >= 0
        && NoticeContent.Parse(stored.Latest.Content).Retention.FirstOrDefault(r => r.Id == RetentionClass.Backups) is { Period: { } period }
            ? Period.Parse(period) : null;

    private static Site ToSite(StoredSite stored)
    {
        var latest = ToNotice(stored.Latest, stored.Numbers);
        return new(stored.Number, stored.Key, stored.ManagedBy, stored.Origins, stored.Numbers, latest)
        {
            Announced = stored.Announced is { } announced ? AnnouncedNotice.Of(announced, latest) : null,
        };
    }
}
