using System.Collections.Concurrent;
using System.Collections.Frozen;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites;

/// <summary>All sites in memory, and the notice versions that requests have asked for.</summary>
/// <remarks>Readers take one snapshot and keep it for the whole request; a reload replaces it in one step.</remarks>
internal sealed class SiteDirectory(ISiteStore store) : IDisposable
{
    /// <summary>A limit above the need of real sites. It prevents callers that name every region from filling the memory.</summary>
    private const int MaxShown = 4096;

    private readonly ConcurrentDictionary<(int Site, int Version), PublishedNotice> earlier = new();
    private readonly ConcurrentDictionary<TextKey, byte[]> texts = new();
    private readonly ConcurrentDictionary<(int Site, int Version, string Lang, string Region), ShownNotice> shown = new();
    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile FrozenDictionary<string, LoadedSite> sites = FrozenDictionary<string, LoadedSite>.Empty;
    private long stamp = ISiteStore.BeforeAll;

    public int Count => sites.Count;

    public IEnumerable<Site> All => sites.Values.Select(s => s.Site);

    /// <summary>Each site as stored.</summary>
    public IEnumerable<LoadedSite> Loaded => sites.Values;

    public Site? Find(string key) => sites.GetValueOrDefault(key)?.Site;

    /// <summary>A site as stored, without its notice.</summary>
    public LoadedSite? FindLoaded(string key) => sites.GetValueOrDefault(key);

    /// <summary>Reads the latest notices of up to a thousand sites that no request has needed yet; more would take too much time and memory.</summary>
    public void ReadAll()
    {
        foreach (var site in sites.Values.Take(1000))
            _ = site.Site;
    }

    /// <summary>Reads the sites that have changed in the store since the last reload.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            var now = await store.StampAsync(ct);
            if (now == stamp)
                return;

            // A smaller stamp means that an older copy replaced the database, so every site is read again.
            var known = now > stamp ? sites : FrozenDictionary<string, LoadedSite>.Empty;
            var changed = await store.LoadAsync(now > stamp ? stamp : ISiteStore.BeforeAll, ct);
            var next = new Dictionary<string, LoadedSite>(known, StringComparer.Ordinal);
            foreach (var site in changed)
                next[site.Key] = new LoadedSite(site);

            sites = next.ToFrozenDictionary(StringComparer.Ordinal);
            stamp = now;
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Finds any published version of a site. Reads it from the store if this instance does not know it yet.</summary>
    public async ValueTask<PublishedNotice?> FindNoticeAsync(Site site, int version, CancellationToken ct)
    {
        if (version == site.Latest.Version)
            return site.Latest;

        if (version < 1)
            return null;

        if (earlier.TryGetValue((site.Number, version), out var known))
            return known;

        if (version > site.Latest.Version)
        {
            // Another process may have published this version a moment ago, so the store is asked.
            if (await store.FindAsync(site.Key, ct) is not { } newer || newer.Latest.Version < version)
                return null;

            await ReloadAsync(ct);
            return await store.FindNoticeAsync(site.Number, version, ct) is { } fresh ? Remember(site.Number, LoadedSite.ToNotice(fresh, newer.Numbers)) : null;
        }

        return await store.FindNoticeAsync(site.Number, version, ct) is { } found ? Remember(site.Number, LoadedSite.ToNotice(found, site.Numbers)) : null;
    }

    /// <summary>The bytes of a notice version in one language, for one region; null if it was not published in that language.</summary>
    public async ValueTask<byte[]?> FindTextAsync(Site site, PublishedNotice notice, string lang, string region, CancellationToken ct)
    {
        var key = new TextKey(site.Number, notice.Version, lang, Regions.RuleFor(notice.Content, region));
        if (!texts.TryGetValue(key, out var body))
        {
            if (!notice.Content.Languages.Contains(lang) || await store.FindTextAsync(key.Site, key.Version, key.Lang, key.Rule, ct) is not { } stored)
                return null;

            body = texts.GetOrAdd(key, stored);
        }

        return NoticeBytes.ForRegion(body, region);
    }

    /// <summary>A notice version as a visitor saw it; null for an unknown language or region.</summary>
    public ValueTask<ShownNotice?> FindShownAsync(Site site, PublishedNotice notice, string lang, string region, CancellationToken ct) =>
        shown.TryGetValue((site.Number, notice.Version, lang, region), out var known)
            ? ValueTask.FromResult<ShownNotice?>(known) : LoadShownAsync(site, notice, lang, region, ct);

    public void Dispose() => loading.Dispose();

    private async ValueTask<ShownNotice?> LoadShownAsync(Site site, PublishedNotice notice, string lang, string region, CancellationToken ct)
    {
        if (!(region == Regions.Every || Regions.IsKnown(region)) || await FindTextAsync(site, notice, lang, region, ct) is not { } text)
            return null;

        if (shown.Count >= MaxShown)
            shown.Clear();

        return shown.GetOrAdd((site.Number, notice.Version, lang, region), new ShownNotice(site.Key, notice, text));
    }

    private PublishedNotice Remember(int site, PublishedNotice notice) => earlier.GetOrAdd((site, notice.Version), notice);

    private readonly record struct TextKey(int Site, int Version, string Lang, int Rule);
}
