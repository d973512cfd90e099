using ConsentHub.Audit;
using ConsentHub.Erasures;

namespace ConsentHub.Verification.Database;

/// <summary>What the audit trail says that erasures stored beside the logs.</summary>
internal sealed class SealedErasures
{
    private readonly Dictionary<long, string> erasures = [];
    private readonly Dictionary<string, Dictionary<long, ErasedIdsSeal>> ids = new(StringComparer.Ordinal);

    /// <summary>The erasures by their numbers, each with its hash.</summary>
    public IReadOnlyDictionary<long, string> Erasures => erasures;

    /// <param name="entry">An entry that the hub signed.</param>
    public void Remember(AuditEntry entry)
    {
        var seal = ErasureSeal.Read(entry.Detail);
        if (seal.Erasure is { } erasure)
            erasures.TryAdd(erasure.Number, erasure.Hash);
        if (seal.Ids is not { } erased || entry.Site is not { } site)
            return;

        if (!ids.TryGetValue(site, out var ofSite))
            ids.Add(site, ofSite = []);

        ofSite.TryAdd(erased.Leaf, erased);
    }

    /// <summary>The ids that removals of a site erased, by the positions of the removals.</summary>
    public IReadOnlyDictionary<long, ErasedIdsSeal> IdsOf(string site) => ids.GetValueOrDefault(site) ?? [];
}
