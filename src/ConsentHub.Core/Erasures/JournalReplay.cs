using ConsentHub.Consents;
using ConsentHub.Keys;
using ConsentHub.Sites;
using ConsentHub.Stores;

namespace ConsentHub.Erasures;

/// <summary>Reconciles the database with the erasure journals before the hub serves any request.</summary>
internal sealed partial class JournalReplay(IStoreProvider provider, ErasureJournal journal, HubKeys keys, IConsentStore store, SiteDirectory sites, ILogger<JournalReplay> log)
{
    /// <summary>Repeats the erasures that a journal names and the database lacks.</summary>
    /// <returns>The number of repeated erasures.</returns>
    public async Task<int> ApplyAsync(IReadOnlyList<JournaledErasure> journaled, CancellationToken ct)
    {
        var known = await store.ErasuresAsync(ct);
        var lacking = journaled.Where(j => !known.Any(k => k.Is(j))).ToList();
        var applied = 0;
        foreach (var site in lacking.GroupBy(e => e.Site))
        {
            // There is nothing to erase for a site that is not in this database.
            if (sites.Find(site.Key) is { } found)
                applied += await ApplyAsync(found, site, ct);
        }

        if (applied > 0)
            Log.Applied(log, applied);

        return applied;
    }

    /// <summary>Checks this instance's journal at a start, and repeats the erasures that the database lacks.</summary>
    /// <exception cref="StartupException">On SQLite, the database holds erasures that the journal lacks. On PostgreSQL, such erasures are added to the journal instead.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        // With a shared database, another instance may still be working on a recent erasure.
        await store.FinishErasuresAsync(provider.IsShared ? ErasureCompletion.Abandoned : TimeSpan.Zero, ct);
        var journaled = journal.Read().Erasures;
        await ApplyAsync(journaled, ct);
        // With a shared database, this journal lacks the erasures that other instances made since this instance last started. Adds them.
        if (provider.IsShared)
        {
            await RebuildAsync(ct);
            return;
        }

        var missing = (await store.ErasuresAsync(ct)).Count(k => !journaled.Any(j => j.Is(k)));
        if (missing > 0)
            throw new StartupException(
                $"The erasure journal {journal.Path} lacks {missing} of the erasures in the database. Without them a restored backup could bring back erased records. "
                + "Restore the journal file. If it is lost for good, rebuild it from the database: ConsentHub journal rebuild.");
    }

    /// <summary>Adds the erasures that the database holds and the journal lacks.</summary>
    public async Task<int> RebuildAsync(CancellationToken ct)
    {
        var journaled = journal.Read().Erasures;
        var missing = (await store.ErasuresAsync(ct)).Where(k => !journaled.Any(j => j.Is(k))).ToList();
        missing.ForEach(journal.Append);
        return missing.Count;
    }

    private async Task<int> ApplyAsync(Site site, IEnumerable<JournaledErasure> lacking, CancellationToken ct)
    {
        var wanted = lacking.Select(e => Convert.ToHexString(e.Visitor)).ToHashSet();
        var found = new Dictionary<string, Visitor>();
        await foreach (var visitor in store.VisitorsAsync(site.Number, ct))
        {
            if (Convert.ToHexString(keys.HashForJournal(site.Key, visitor.ToByteArray())) is var hash && wanted.Contains(hash))
                found.Add(hash, visitor);
        }

        var applied = 0;
        foreach (var erasure in lacking.OrderBy(e => e.Leaf))
        {
            Visitor? visitor = found.TryGetValue(Convert.ToHexString(erasure.Visitor), out var known) ? known : null;
            applied += (await store.EraseAgainAsync(site.Number, visitor, erasure)).Records > 0 ? 1 : 0;
        }

        return applied;
    }

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Warning, "{Count} erasures in the journal were missing in the database and were repeated.")]
        public static partial void Applied(ILogger logger, int count);
    }
}
