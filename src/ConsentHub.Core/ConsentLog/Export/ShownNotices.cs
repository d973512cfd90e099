using ConsentHub.Consents;
using ConsentHub.Sites;

namespace ConsentHub.ConsentLog.Export;

/// <summary>The notices that an export's records name, kept while the export runs.</summary>
internal sealed class ShownNotices(SiteDirectory sites, Site site)
{
    /// <summary>The most notices kept, which is more than a site shows in practice. Limits the memory that records with many regions can use.</summary>
    private const int MaxKept = 1024;

    private readonly Dictionary<(int Version, string Lang, string Region), ShownNotice> kept = [];
    private readonly string[] categories = ByNumber(site.Numbers.Categories);
    private readonly string[] services = ByNumber(site.Numbers.Services);

    public byte[] SiteKey { get; } = System.Text.Encoding.ASCII.GetBytes(site.Key);

    /// <summary>The id of every category that the site ever published, by number.</summary>
    public IReadOnlyList<string> Categories => categories;

    /// <summary>The id of a service by its number.</summary>
    public string Service(int number) => services[number];

    /// <summary>The notice that the visitor of this record was shown.</summary>
    /// <exception cref="InvalidOperationException">The record is newer than the site snapshot that the export began with.</exception>
    public ValueTask<ShownNotice> OfAsync(ConsentRecord record, CancellationToken ct)
    {
        var content = record.Content;
        return kept.TryGetValue((content.Notice, content.Lang, content.Region), out var shown) ? ValueTask.FromResult(shown) : LoadAsync(record, ct);
    }

    private async ValueTask<ShownNotice> LoadAsync(ConsentRecord record, CancellationToken ct)
    {
        var content = record.Content;
        var notice = await sites.FindNoticeAsync(site, content.Notice, ct) ?? throw Lost(record);
        var shown = await sites.FindShownAsync(site, notice, content.Lang, content.Region, ct) ?? throw Lost(record);
        if (notice.Categories.Any(c => c.Number >= categories.Length) || notice.Services.Any(s => s.Number >= services.Length))
            throw new InvalidOperationException($"Site {site.Key} published new categories while its log was being read. Repeat the request.");

        if (kept.Count >= MaxKept)
            kept.Clear();

        return kept[(content.Notice, content.Lang, content.Region)] = shown;
    }

    private static string[] ByNumber(IReadOnlyDictionary<string, int> numbers) => [.. numbers.OrderBy(n => n.Value).Select(n => n.Key)];

    private InvalidOperationException Lost(ConsentRecord record) =>
        new($"Record {record.LeafIndex} of site {site.Key} names notice {record.Content.Notice} in {record.Content.Lang}, which is not in the store.");
}
