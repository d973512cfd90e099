using ConsentHub.Sites;

namespace ConsentHub.Duties;

/// <summary>The sites that have, or once had, duties: their notice names a system that holds data (<c>heldBy</c>), or takes privacy requests. Looks only at sites that changed since the last call.</summary>
internal sealed class DutySites(ISiteStore store, SiteDirectory directory) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private readonly SortedSet<string> keys = new(StringComparer.Ordinal);
    private long stamp = ISiteStore.BeforeAll;

    public async Task<IReadOnlyList<Site>> AllAsync(CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            await ReloadAsync(ct);
            return [.. keys.Select(directory.Find).OfType<Site>()];
        }
        finally
        {
            loading.Release();
        }
    }

    public void Dispose() => loading.Dispose();

    private async Task ReloadAsync(CancellationToken ct)
    {
        var now = await store.StampAsync(ct);
        if (now == stamp)
            return;

        // A smaller stamp means that an older copy replaced the database.
        if (now < stamp)
        {
            keys.Clear();
            stamp = ISiteStore.BeforeAll;
        }

        foreach (var member in (string[])["\"heldBy\"", "\"requests\""])
            keys.UnionWith(await store.FindByContentAsync(member, stamp, ct));

        stamp = now;
    }
}
