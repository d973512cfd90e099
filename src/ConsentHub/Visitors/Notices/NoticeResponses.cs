using System.Collections.Concurrent;
using ConsentHub.Banner;
using ConsentHub.Http;
using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Visitors.Notices;

/// <summary>The responses of <c>notice</c>, <c>notices</c> and <c>consent.js</c>, rendered once for each version, language and region, and then cached as bytes.</summary>
/// <remarks>Callers can name more versions, languages and regions than fit in memory, so the cache is bounded, and rendering on a miss is cheap.</remarks>
internal sealed class NoticeResponses(SiteDirectory sites, BannerCode banner, CompressionBudget budget, TimeProvider time)
{
    /// <summary>Cache size in bytes before compression: about a thousand scripts.</summary>
    private const long MaxKept = 32 * 1024 * 1024;

    private const string NoticeType = "application/json; charset=utf-8";

    private readonly ConcurrentDictionary<ResponseKey, ServedBody> kept = new();
    private long size;

    /// <summary>The latest notice, followed by what holds where the caller is (<see cref="LocalFacts"/>), and by the announced version.</summary>
    /// <param name="region">The region that the notice names.</param>
    /// <param name="caller">The caller's region.</param>
    public async ValueTask<ServedBody?> LatestAsync(Site site, string lang, string region, string caller, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var jurisdiction = Jurisdiction.Of(caller, now);
        if (jurisdiction is null && site.Announced is null && site.Latest.Content.Requests is null)
            return await NoticeAsync(site, site.Latest, lang, region, ct);

        var key = new ResponseKey(site.Number, site.Latest.Version, lang, region, Kind.Latest, caller, Jurisdiction.ChangedOn(now), site.Announced);
        if (kept.TryGetValue(key, out var response))
            return response;

        if (await sites.FindTextAsync(site, site.Latest, lang, region, ct) is not { } text)
            return null;

        var body = AddedFacts.Add(text, LocalFacts.Of(jurisdiction, site.Latest.Content, lang), Announced(site, text, lang));
        return Keep(key, new ServedBody(body, NoticeType, budget), body.Length);
    }

    public ValueTask<ServedBody?> NoticeAsync(Site site, PublishedNotice notice, string lang, string region, CancellationToken ct) =>
        GetAsync(new(site.Number, notice.Version, lang, region, Kind.Notice), site, notice, ct);

    public ValueTask<ServedBody?> ScriptAsync(Site site, string lang, string region, CancellationToken ct) =>
        GetAsync(new(site.Number, site.Latest.Version, lang, region, Kind.Script), site, site.Latest, ct);

    /// <summary>The list of a site's notice versions, as JSON. It is rebuilt after a version was published or announced.</summary>
    /// <param name="list">Reads the list, and returns it with the number of its last version.</param>
    public ValueTask<ServedBody> ListAsync(Site site, Func<Task<(byte[] Body, int Last)>> list) =>
        GetAsync(new(site.Number, site.Latest.Version, "", "", Kind.List, Announced: site.Announced), NoticeType, list);

    /// <summary>The list of a site's notice versions, as an Atom feed.</summary>
    /// <param name="hub">The hub's address, which the feed names.</param>
    /// <inheritdoc cref="ListAsync"/>
    public ValueTask<ServedBody> FeedAsync(Site site, string lang, string hub, Func<Task<(byte[] Body, int Last)>> list) =>
        GetAsync(new(site.Number, site.Latest.Version, lang, "", Kind.Feed, hub, Announced: site.Announced), NoticeFeed.Type, list);

    private async ValueTask<ServedBody> GetAsync(ResponseKey key, string type, Func<Task<(byte[] Body, int Last)>> list)
    {
        if (kept.TryGetValue(key, out var response))
            return response;

        var (body, last) = await list();
        response = new ServedBody(body, type, budget);
        // Another process may have published a version since this site was read.
        return last == key.Version ? Keep(key, response, body.Length) : response;
    }

    private static AnnouncedView? Announced(Site site, byte[] text, string lang)
    {
        if (site.Announced is null)
            return null;

        var view = NoticeViews.Parse(text);
        return AnnouncedView.Of(site, view, UiTexts.For(lang, view.Texts));
    }

    private async ValueTask<ServedBody?> GetAsync(ResponseKey key, Site site, PublishedNotice notice, CancellationToken ct)
    {
        if (kept.TryGetValue(key, out var response))
            return response;

        if (await sites.FindTextAsync(site, notice, key.Lang, key.Region, ct) is not { } text)
            return null;

        var isScript = key.Kind == Kind.Script;
        var body = isScript ? banner.With(InlinedNotice.From(text, banner.Hash)) : text;
        return Keep(key, new ServedBody(body, isScript ? "text/javascript; charset=utf-8" : NoticeType, budget), body.Length);
    }

    private ServedBody Keep(ResponseKey key, ServedBody response, int bytes)
    {
        if (Interlocked.Add(ref size, bytes) > MaxKept)
        {
            kept.Clear();
            Interlocked.Exchange(ref size, bytes);
        }

        return kept.GetOrAdd(key, response);
    }

    private enum Kind
    {
        Notice,
        Latest,
        Script,
        List,
        Feed,
    }

    /// <param name="Caller">The caller's region, or for a feed the address that the caller used, if the response depends on it beyond <paramref name="Region"/>.</param>
    /// <param name="Since">The day from which the response holds, if its facts are dated.</param>
    private readonly record struct ResponseKey(int Site, int Version, string Lang, string Region, Kind Kind, string Caller = "", DateOnly Since = default, AnnouncedNotice? Announced = null);
}
