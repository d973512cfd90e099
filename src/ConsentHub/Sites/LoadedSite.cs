using ConsentHub.Storage;

namespace ConsentHub.Sites;

/// <summary>A site as the store has it; the snapshot that requests see is made of it when the first of them asks.</summary>
/// <remarks>A hub with many sites then starts without reading the notice of each.</remarks>
internal sealed class LoadedSite(StoredSite stored)
{
    private readonly Lazy<Site> site = new(() => ToSite(stored));

    public Site Site => site.Value;

    public string Key { get; } = stored.Key;

    public ManagedBy ManagedBy { get; } = stored.ManagedBy;

    public IReadOnlyList<string> Origins { get; } = stored.Origins;

    /// <summary>The latest version.</summary>
    public int Version { get; } = stored.Latest.Version;

    /// <summary>SHA-256 of everything that a visitor can be shown under it.</summary>
    public byte[] Digest { get; } = stored.Latest.Digest;

    public static PublishedNotice ToNotice(StoredNotice stored, ItemNumbers numbers) =>
        new(stored.Version, stored.PublishedAt, stored.ValidSince, NoticeContent.Parse(stored.Content), numbers, stored.Changes);

    private static Site ToSite(StoredSite stored) =>
        new(stored.Number, stored.Key, stored.ManagedBy, stored.Origins, stored.Numbers, ToNotice(stored.Latest, stored.Numbers));
}
