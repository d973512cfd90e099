namespace ConsentHub.Sites;

/// <summary>Reads the rows of a site and of its notice versions as stored: a publication seals them, and <c>verify database</c> compares them with the seal.</summary>
internal static class SiteSql
{
    public const string Site =
        """
        SELECT number AS Number, key AS Key, managed_by AS ManagedBy, origins AS Origins, changed AS Changed,
            a.effective_from AS EffectiveFrom, a.announced_at AS AnnouncedAt, a.content AS Announced
        FROM site LEFT JOIN announced a ON a.site = number WHERE number = @site
        """;

    public const string Numbers = "SELECT kind AS Kind, id AS Id, number AS Number FROM item_number WHERE site = @site";

    public const string Versions = "SELECT version FROM notice WHERE site = @site ORDER BY version";

    public const string Notice =
        """
        SELECT version AS Version, published_at AS PublishedAt, valid_since AS ValidSince, digest AS Digest, asked AS Asked, required AS Required,
            content AS Content, changes AS Changes
        FROM notice WHERE site = @site AND version = @version
        """;

    public const string Texts = "SELECT lang AS Lang, rule AS Rule, body AS Body FROM notice_text WHERE site = @site AND version = @version";
}

internal sealed class SealedSiteRow
{
    public long Number { get; init; }
    public string Key { get; init; } = "";
    public string ManagedBy { get; init; } = "";
    public string Origins { get; init; } = "";
    public long Changed { get; init; }
    public long? EffectiveFrom { get; init; }
    public long? AnnouncedAt { get; init; }
    public byte[]? Announced { get; init; }
}

internal sealed class ItemNumberRow
{
    public string Kind { get; init; } = "";
    public string Id { get; init; } = "";
    public long Number { get; init; }
}

internal sealed class SealedNoticeRow
{
    public long Version { get; init; }
    public long PublishedAt { get; init; }
    public long ValidSince { get; init; }
    public byte[] Digest { get; init; } = [];
    public long Asked { get; init; }
    public long Required { get; init; }
    public byte[] Content { get; init; } = [];
    public string Changes { get; init; } = "";
}

internal sealed class NoticeTextRow
{
    public string Lang { get; init; } = "";
    public long Rule { get; init; }
    public byte[] Body { get; init; } = [];
}
