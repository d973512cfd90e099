using System.Collections.Concurrent;
using ConsentHub.Banner;
using ConsentHub.Hosting;

namespace ConsentHub.Sites;

/// <summary>The answers of <c>notice</c> and <c>consent.js</c>, made once for each version, language and region and then kept as bytes.</summary>
internal sealed class NoticeAnswers(SiteDirectory sites, BannerCode banner)
{
    /// <summary>More variants than sites, languages and regions really ask for; a flood of made-up regions can't fill the memory.</summary>
    private const int MaxKept = 4096;

    private readonly ConcurrentDictionary<AnswerKey, ServedBody> kept = new();

    public ValueTask<ServedBody?> NoticeAsync(Site site, PublishedNotice notice, string lang, string region, CancellationToken ct) =>
        GetAsync(new(site.Number, notice.Version, lang, region, Script: false), site, notice, ct);

    public ValueTask<ServedBody?> ScriptAsync(Site site, string lang, string region, CancellationToken ct) =>
        GetAsync(new(site.Number, site.Latest.Version, lang, region, Script: true), site, site.Latest, ct);

    private async ValueTask<ServedBody?> GetAsync(AnswerKey key, Site site, PublishedNotice notice, CancellationToken ct)
    {
        if (kept.TryGetValue(key, out var answer))
            return answer;

        if (await sites.FindTextAsync(site, notice, key.Lang, key.Region, ct) is not { } text)
            return null;

        if (kept.Count >= MaxKept)
            kept.Clear();

        return kept.GetOrAdd(key, key.Script
            ? new ServedBody(banner.With(FirstLayer.From(text, banner.Hash)), "text/javascript; charset=utf-8")
            : new ServedBody(text, "application/json; charset=utf-8"));
    }

    private readonly record struct AnswerKey(int Site, int Version, string Lang, string Region, bool Script);
}
