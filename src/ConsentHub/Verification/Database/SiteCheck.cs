using ConsentHub.ConsentLog;
using ConsentHub.Sites;
using ConsentHub.Sites.Publishing;

namespace ConsentHub.Verification.Database;

/// <summary>Checks a site's settings and each notice version, texts and dates included, against the publications in the audit trail.</summary>
internal sealed class SiteCheck(ILogSnapshot snapshot, StoredLog log, Publications published, ErrorList faults)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var site = await snapshot.SiteAsync(log.Site, ct);
        if (PublicationSeal.OfSettings(site, await snapshot.ItemNumbersAsync(log.Site, ct)) != published.SettingsOf(log.Key))
            faults.Add($"the settings of {log.Key}, or the numbers of its categories and services, are not as the audit trail says that they were published");

        var versions = await snapshot.NoticeVersionsAsync(log.Site, ct);
        for (var version = 1L; version <= published.LatestOf(log.Key); version++)
        {
            if (!versions.Contains(version))
                faults.Add($"version {version} of the notice of {log.Key} is gone");
        }

        foreach (var version in versions)
        {
            var (notice, texts) = await snapshot.NoticeAsync(log.Site, version, ct);
            if (HashOf(notice, texts) != published.NoticeOf(log.Key, version))
                faults.Add($"version {version} of the notice of {log.Key} is not as the audit trail says that it was published");
        }
    }

    private string? HashOf(SealedNoticeRow notice, IReadOnlyList<NoticeTextRow> texts)
    {
        try
        {
            return PublicationSeal.OfNotice(log.Key, notice, texts);
        }
        catch (ArgumentException)
        {
            // This program never writes text that is not valid Unicode.
            return "";
        }
    }
}
