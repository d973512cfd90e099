using System.Collections.Concurrent;
using System.Globalization;
using ConsentHub.Http;
using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Preferences;

/// <summary>The pages of a site's notice versions: the list of all versions with their dates, and each version as published.</summary>
internal sealed class NoticeVersions(SiteDirectory sites, NoticeViews notices, ISiteStore store)
{
    private const int MaxKept = 1024;

    private readonly ConcurrentDictionary<(int Site, int Latest), IReadOnlyList<NoticeDates>> kept = new();

    public async Task<IResult> ListAsync(HttpContext context)
    {
        if (PageLanguage.RefuseUnknown(context) is { } problem)
            return problem;

        var site = context.Site();
        var ct = context.RequestAborted;
        var lang = PageLanguage.Of(context);
        var notice = await notices.FindAsync(site, site.Latest, lang, ClientRegion.Of(context), ct);
        return PageResponses.Page(VersionPages.List(site, notice, UiTexts.For(lang, notice.Texts), await DatesAsync(site, ct)));
    }

    public async Task<IResult> ShowAsync(HttpContext context, string version)
    {
        var site = context.Site();
        var ct = context.RequestAborted;
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || await sites.FindNoticeAsync(site, number, ct) is not { } notice)
            return Problems.Of(404, "unknown_notice", $"The site has the notices 1 to {site.Latest.Version.ToString(CultureInfo.InvariantCulture)}.");

        // An earlier version may have been published in other languages than the site has now.
        var offered = notice.Content.Languages;
        var lang = LanguageChoice.Find(offered, context.Request.Query["lang"].ToString()) ?? AcceptLanguage.Choose(offered, context.Request.Headers.AcceptLanguage);
        var view = await notices.FindAsync(site, notice, lang, ClientRegion.Of(context), ct);
        var next = await sites.FindNoticeAsync(site, number + 1, ct);
        return PageResponses.Page(VersionPages.One(site, view, UiTexts.For(lang, view.Texts), new NoticeDates(number, notice.PublishedAt, next?.PublishedAt, notice.Changes)));
    }

    /// <summary>The versions with their dates, newest first. Cached until a new version is published.</summary>
    private async ValueTask<IReadOnlyList<NoticeDates>> DatesAsync(Site site, CancellationToken ct)
    {
        var key = (site.Number, site.Latest.Version);
        if (kept.TryGetValue(key, out var known))
            return known;

        var stored = await store.NoticesAsync(site.Number, ct);
        var next = stored.Skip(1).Select(n => (DateTimeOffset?)n.PublishedAt).Append(null);
        IReadOnlyList<NoticeDates> dates = [.. stored.Zip(next, (notice, until) => new NoticeDates(notice.Version, notice.PublishedAt, until, notice.Changes)).Reverse()];
        if (kept.Count >= MaxKept)
            kept.Clear();

        // Not cached if another process has published a version since this site was read.
        return dates[0].Version == key.Version ? kept.GetOrAdd(key, dates) : dates;
    }
}

/// <param name="Until">When the next version replaced this version; null for the current version.</param>
/// <param name="Changes">What this version changed from the previous one.</param>
internal sealed record NoticeDates(int Version, DateTimeOffset From, DateTimeOffset? Until, IReadOnlyList<NoticeChange> Changes);
