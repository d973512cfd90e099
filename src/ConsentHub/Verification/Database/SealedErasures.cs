using ConsentHub.Audit;
using ConsentHub.Erasures;

namespace ConsentHub.Verification.Database;

/// <summary>The hashes of data that erasures stored outside the logs, according to the audit trail.</summary>
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

    /// <summary>The hashes of the ids that a site's removals erased, by position of the removal.</summary>
    public IReadOnlyDictionary<long, ErasedIdsSeal> IdsOf(string site) => ids.GetValueOrDefault(site) ?? [];
}
