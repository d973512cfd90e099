using ConsentHub.Audit;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites;

/// <summary>Stores sites, their immutable notice versions, and the exact bytes that visitors are shown.</summary>
internal interface ISiteStore
{
    /// <summary>A number below every stamp, even below a stamp that somebody inserted into the database by hand.</summary>
    const long BeforeAll = long.MinValue;

    /// <summary>The sites that changed after a stamp, ordered by key; with <see cref="BeforeAll"/>, all sites.</summary>
    Task<IReadOnlyList<StoredSite>> LoadAsync(long after, CancellationToken ct);

    /// <summary>Keys of the sites that changed after a stamp and that have a version, published or announced, with this text in its content.</summary>
    Task<IReadOnlyList<string>> FindByContentAsync(string text, long after, CancellationToken ct);

    Task<StoredSite?> FindAsync(string key, CancellationToken ct);

    /// <summary>All versions of a site, oldest first.</summary>
    Task<IReadOnlyList<StoredNotice>> NoticesAsync(int site, CancellationToken ct);

    Task<StoredNotice?> FindNoticeAsync(int site, int version, CancellationToken ct);

    /// <summary>The bytes published for one language and region rule; null if that version had none.</summary>
    Task<byte[]?> FindTextAsync(int site, int version, string lang, int rule, CancellationToken ct);

    /// <summary>The stamp: the number of the latest change of any site, 0 before the first change. Each publication increases the stamp. Reading it costs the same for any number of sites.</summary>
    Task<long> StampAsync(CancellationToken ct);

    /// <summary>Writes a site's settings and, if given, a new notice version, and seals both in the audit trail, in one transaction. Replaces the announced version.</summary>
    /// <returns>False, with nothing written, if the site's latest version or stamp is no longer the expected one.</returns>
    Task<bool> PublishAsync(SiteChange change, PublicationEntry entry);

    /// <summary>Stores an unpublished draft, replacing an earlier one.</summary>
    Task SaveDraftAsync(string key, byte[] body);

    Task<byte[]?> FindDraftAsync(string key, CancellationToken ct);

    Task DeleteDraftAsync(string key);
}

/// <param name="Number">Number of the site in the store.</param>
/// <param name="Stamp">The number of the site's latest change.</param>
/// <param name="Announced">The version that is to follow <paramref name="Latest"/>; null if none is announced.</param>
internal sealed record StoredSite(
    int Number, string Key, ManagedBy ManagedBy, IReadOnlyList<string> Origins, long Stamp, ItemNumbers Numbers, StoredNotice Latest, StoredAnnouncement? Announced);

/// <param name="Digest">SHA-256 of everything that a visitor can be shown under this version.</param>
/// <param name="Content">The site file as published (<see cref="NoticeContent"/>).</param>
internal sealed record StoredNotice(
    int Version, DateTimeOffset PublishedAt, int ValidSince, byte[] Digest, byte[] Content, IReadOnlyList<NoticeChange> Changes);

/// <param name="ExpectedVersion">The latest version that the change was compared with; 0 for a new site.</param>
/// <param name="Notice">The new version; null if only settings change.</param>
internal sealed record SiteChange(
    string Key, ManagedBy ManagedBy, IReadOnlyList<string> Origins, int ExpectedVersion, ItemNumbers Numbers, NewNotice? Notice)
{
    /// <summary>The stamp of the site that the change was compared with; null for any.</summary>
    public long? ExpectedStamp { get; init; }

    /// <summary>The version that is announced from now on; null for none.</summary>
    public StoredAnnouncement? Announced { get; init; }

    /// <summary>The number of the version whose announcement is withdrawn, whose open duty is deleted; null if none is.</summary>
    public int? Withdrawn { get; init; }

    /// <summary>The duty to tell users of the new version; null if no system has it.</summary>
    public NoticeDuty? Tell { get; init; }
}

/// <summary>A version that takes effect at a later time. It has no number yet, and visitors are only told of it.</summary>
/// <param name="Content">The site file as it will be published (<see cref="NoticeContent"/>).</param>
internal sealed record StoredAnnouncement(DateTimeOffset EffectiveFrom, DateTimeOffset AnnouncedAt, byte[] Content);

/// <summary>The entry that a publication leaves in the audit trail.</summary>
/// <param name="Detail">The result of the publication; the store adds the seal of what it wrote.</param>
internal sealed record PublicationEntry(Actor By, string Detail, AuditSealer Sealer);

/// <param name="Texts">One entry for each language and region rule.</param>
internal sealed record NewNotice(StoredNotice Notice, ulong Asked, ulong Required, IReadOnlyList<NoticeText> Texts);

internal sealed record NoticeText(string Lang, int Rule, byte[] Body);
