using System.Collections.Concurrent;
using System.Text.Json;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Pages.Notices;

/// <summary>Parses each notice once from its published bytes, so that the page shows what was published, not what a newer release would render.</summary>
internal sealed class NoticeViews(SiteDirectory sites)
{
    private const int MaxKept = 1024;

    private readonly ConcurrentDictionary<(int Site, int Version, string Lang, int Rule), NoticeView> kept = new();

    public async ValueTask<NoticeView> FindAsync(Site site, PublishedNotice notice, string lang, string region, CancellationToken ct)
    {
        var key = (site.Number, notice.Version, lang, Regions.RuleFor(notice.Content, region));
        if (kept.TryGetValue(key, out var view))
            return view;

        var text = await sites.FindTextAsync(site, notice, lang, region, ct)
            ?? throw new InvalidOperationException($"Site {site.Key} has no notice {notice.Version} in {lang}.");
        if (kept.Count >= MaxKept)
            kept.Clear();

        return kept.GetOrAdd(key, Parse(text));
    }

    /// <param name="text">A notice as it was published.</param>
    public static NoticeView Parse(byte[] text) => JsonSerializer.Deserialize(text, NoticeViewJson.Default.NoticeView)!;
}
