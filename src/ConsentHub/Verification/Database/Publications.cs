using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Sites.Publishing;

namespace ConsentHub.Verification.Database;

/// <summary>The hashes of each publication's content, according to the audit trail.</summary>
internal sealed class Publications
{
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Site, long Version), string> notices = [];
    private readonly Dictionary<string, long> latest = new(StringComparer.Ordinal);

    /// <param name="entry">An entry that the hub signed; entries must be added in order.</param>
    public void Remember(AuditEntry entry)
    {
        if (entry.Site is not { } site || PublicationSeal.Read(entry.Detail, out var version) is not { } seal)
            return;

        settings[site] = seal.Settings;
        if (seal.Notice is { } notice && notices.TryAdd((site, version), notice))
            latest[site] = version;
    }

    /// <summary>The hash of a site's settings; null if the trail has no publication of the site.</summary>
    public string? SettingsOf(string site) => settings.GetValueOrDefault(site);

    public string? NoticeOf(string site, long version) => notices.GetValueOrDefault((site, version));

    /// <summary>The latest version of a site's notice, 0 if there is none; versions are numbered from 1 without gaps.</summary>
    public long LatestOf(string site) => latest.GetValueOrDefault(site);

    /// <summary>Reports published sites that have no row.</summary>
    public void NameMissing(IReadOnlyList<StoredLog> sites, ErrorList errors)
    {
        foreach (var missing in settings.Keys.Except(sites.Select(s => s.Key)).Order(StringComparer.Ordinal))
            errors.Add($"the site {missing} is missing");
    }
}
