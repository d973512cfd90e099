using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Promises;

/// <summary>The sites that promise to remove consent records, with their rules. Reads only sites that changed since the last call.</summary>
internal sealed class RetentionPromises(ISiteStore store) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private readonly SortedDictionary<string, RetentionRules> sites = new(StringComparer.Ordinal);
    private long stamp = ISiteStore.BeforeAll;

    public async Task<IReadOnlyList<RetentionRules>> AllAsync(CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            await ReloadAsync(ct);
            return [.. sites.Values];
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>The rules of a site; null if no version of its notice promises anything.</summary>
    public async Task<RetentionRules?> FindAsync(string key, CancellationToken ct) => (await AllAsync(ct)).FirstOrDefault(rules => rules.Key == key);

    public void Dispose() => loading.Dispose();

    private async Task ReloadAsync(CancellationToken ct)
    {
        var now = await store.StampAsync(ct);
        if (now == stamp)
            return;

        // A smaller stamp means that an older copy replaced the database.
        if (now < stamp)
        {
            sites.Clear();
            stamp = ISiteStore.BeforeAll;
        }

        foreach (var key in await store.FindByContentAsync($"\"{RetentionClass.ConsentRecords}\"", stamp, ct))
        {
            var site = (await store.FindAsync(key, ct))!;
            // A version published meanwhile may have new numbers; the next call reads it.
            var notices = (await store.NoticesAsync(site.Number, ct)).Where(n => n.Version <= site.Latest.Version);
            var rules = new RetentionRules(site.Number, key, notices.Select(n => LoadedSite.ToNotice(n, site.Numbers)));
            if (rules.Shortest is not null)
                sites[key] = rules;
        }

        stamp = now;
    }
}
