using ConsentHub.Audit;
using ConsentHub.Promises;

namespace ConsentHub.Verification.Database;

/// <summary>The removals at the end of a promised period, according to the audit trail.</summary>
internal sealed class SealedRetentions
{
    private readonly Dictionary<string, Dictionary<long, long>> removals = new(StringComparer.Ordinal);

    /// <param name="entry">An entry that the hub signed.</param>
    public void Remember(AuditEntry entry)
    {
        if (entry.Site is not { } site || RetentionAuditText.Read(entry.Detail) is not { } removal)
            return;

        if (!removals.TryGetValue(site, out var ofSite))
            removals.Add(site, ofSite = []);

        // A restored copy may remove the same records again, at the same position of the renamed log.
        ofSite[removal.Leaf] = removal.Count;
    }

    /// <summary>The number of records of each removal of a site, by position of the removal.</summary>
    public IReadOnlyDictionary<long, long> Of(string site) => removals.GetValueOrDefault(site) ?? [];
}
