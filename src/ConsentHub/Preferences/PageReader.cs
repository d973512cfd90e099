using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Preferences.Model;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Preferences;

/// <summary>Reads the data of the page. Never writes.</summary>
internal sealed class PageReader(
    SiteDirectory sites, NoticeViews notices, PageVisitors visitors, PageBuild build, VisitorRights rights, HubSettings settings, TimeProvider time)
{
    private const int HistoryShown = 20;

    /// <param name="from">Position of the first choice in the shown history; null to begin with the latest choice.</param>
    public async Task<PageView> ReadAsync(HttpContext context, string lang, VisitorId? visitor, PageEvent @event, HistoryPlace? from = null)
    {
        // Looks up the site again instead of using the request's snapshot: the page must show a notice that was published during the request.
        var site = sites.Find(context.Site().Key) ?? context.Site();
        var ct = context.RequestAborted;
        var region = ClientRegion.Of(context);
        lang = LanguageChoice.Find(site.Latest.Content.Languages, lang) ?? site.Latest.Content.Languages[0];
        var notice = await notices.FindAsync(site, site.Latest, lang, region, ct);

        var pseudonym = visitor?.In(site.Key);
        var found = pseudonym is null ? null : await rights.FindCurrentAsync(site, pseudonym.Value, ct);
        var (choice, current) = (found?.ToResponse(site.Key, settings.PublicPath), found?.Record);
        var (records, next) = current is null ? ([], null) : await rights.PageAsync(site, pseudonym!.Value, from, HistoryShown, ct);

        var isLocked = @event == PageEvent.TooYoung || PageAge.IsLocked(context, site);
        return new PageView
        {
            Site = site,
            Notice = notice,
            Texts = UiTexts.For(lang, notice.Texts),
            Jurisdiction = Jurisdiction.Of(region, time.GetUtcNow()),
            Effective = Decision.Of(notice, choice, current, ClientRegion.SendsGpc(context), isLocked),
            Stamp = new FormStamp(
                Guid.CreateVersion7(time.GetUtcNow()).ToString(), notice.Version, lang, region, build.Hash, choice?.Id,
                visitor is null ? PageVisitors.NewSeed() : null),
            Choice = choice,
            TooLax = choice is not null && Decision.IsTooLax(notice, choice, current!),
            History = await NameAsync(site, records, lang, ct),
            Earlier = next,
            SharesCookies = visitors.SharesCookiesWith(site),
            IsLocked = isLocked,
            Event = @event == PageEvent.Saved && choice is null ? PageEvent.None : @event,
        };
    }

    private async Task<List<PastChoice>> NameAsync(Site site, IReadOnlyList<ConsentRecord> records, string lang, CancellationToken ct)
    {
        var named = new List<PastChoice>();
        foreach (var record in records)
        {
            var notice = await rights.NoticeOfAsync(site, record, ct);
            named.Add(new PastChoice(
                record.Content.Id.ToString(), record.DecidedAt, record.Content.Action, [.. Granted(record, notice, lang)], [.. Services(record, notice, granted: false)]));
        }

        return named;
    }

    private static IEnumerable<string> Granted(ConsentRecord record, PublishedNotice notice, string lang)
    {
        foreach (var category in notice.Categories.Where(c => !c.Category.Required))
        {
            if ((record.Content.Granted & category.Bit) != 0)
                yield return category.Category.Name.GetValueOrDefault(lang) ?? category.Category.Name[notice.Content.Languages[0]];
        }

        foreach (var service in Services(record, notice, granted: true))
            yield return service;
    }

    private static IEnumerable<string> Services(ConsentRecord record, PublishedNotice notice, bool granted) =>
        from choice in record.Content.Services.All()
        where choice.Granted == granted
        select notice.Services.First(s => s.Number == choice.Number).Service.Name;
}
