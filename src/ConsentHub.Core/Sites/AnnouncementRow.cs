namespace ConsentHub.Sites;

/// <summary>A row of <c>announced</c>, with the SQL that both stores use.</summary>
internal sealed class AnnouncementRow
{
    public const string Columns = "a.site AS Site, a.effective_from AS EffectiveFrom, a.announced_at AS AnnouncedAt, a.content AS Content";

    public const string Select = $"SELECT {Columns} FROM announced a WHERE a.site = @Number";

    /// <summary>The announcements of the sites that changed after a stamp.</summary>
    public const string SelectChanged = $"SELECT {Columns} FROM announced a JOIN site s ON s.number = a.site WHERE s.changed > @after";

    /// <summary>The latest version of a site, and the number of its latest change.</summary>
    public const string Current =
        "SELECT coalesce((SELECT max(version) FROM notice WHERE site = s.number), 0) AS Version, s.changed AS Stamp FROM site s WHERE s.key = @Key";

    public const string Delete = "DELETE FROM announced WHERE site = @site";

    public const string Insert = "INSERT INTO announced (site, effective_from, announced_at, content) VALUES (@site, @from, @at, @Content)";

    public long Site { get; init; }
    public long EffectiveFrom { get; init; }
    public long AnnouncedAt { get; init; }
    public byte[] Content { get; init; } = [];

    public StoredAnnouncement ToAnnouncement() =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(EffectiveFrom), DateTimeOffset.FromUnixTimeMilliseconds(AnnouncedAt), Content);

    /// <summary>True if a site is still as the change expects it.</summary>
    public static bool IsExpected(SiteChange change, CurrentSite? current) =>
        (current?.Version ?? 0) == change.ExpectedVersion && (change.ExpectedStamp is not { } stamp || stamp == current?.Stamp);
}

/// <summary>What <see cref="AnnouncementRow.Current"/> reads.</summary>
internal sealed class CurrentSite
{
    public long Version { get; init; }
    public long Stamp { get; init; }
}
