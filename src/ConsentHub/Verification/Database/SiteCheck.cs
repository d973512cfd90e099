using ConsentHub.ConsentLog;
using ConsentHub.Sites;
using ConsentHub.Sites.Publishing;

namespace ConsentHub.Verification.Database;

/// <summary>Checks a site's settings and each notice version, texts and dates included, against the publications in the audit trail.</summary>
internal sealed class SiteCheck(ILogSnapshot snapshot, StoredLog log, Publications published, ErrorList errors)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var site = await snapshot.SiteAsync(log.Site, ct);
        if (PublicationSeal.OfSettings(site, await snapshot.ItemNumbersAsync(log.Site, ct)) != published.SettingsOf(log.Key))
            errors.Add($"the settings of {log.Key}, or the numbers of its categories and services, differ from their entry in the audit trail");

        var versions = await snapshot.NoticeVersionsAsync(log.Site, ct);
        for (var version = 1L; version <= published.LatestOf(log.Key); version++)
        {
            if (!versions.Contains(version))
                errors.Add($"version {version} of the notice of {log.Key} is missing");
        }

        foreach (var version in versions)
        {
            var (notice, texts) = await snapshot.NoticeAsync(log.Site, version, ct);
            if (HashOf(notice, texts) != published.NoticeOf(log.Key, version))
                errors.Add($"version {version} of the notice of {log.Key} differs from its entry in the audit trail");
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
            // The text is not valid Unicode, which this program never writes, so it must match no publication.
            return "";
        }
    }
}
