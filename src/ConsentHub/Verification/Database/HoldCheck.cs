using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Promises;
using ConsentHub.Stores;

namespace ConsentHub.Verification.Database;

/// <summary>The holds in force according to the audit trail.</summary>
internal sealed class SealedHolds
{
    private readonly Dictionary<string, Dictionary<string, string>> holds = new(StringComparer.Ordinal);

    /// <param name="entry">An entry that the hub signed; entries must be added in order.</param>
    public void Remember(AuditEntry entry)
    {
        if (entry.Site is not { } site || HoldAuditText.Read(entry.Detail) is not var (id, hash))
            return;

        if (!holds.TryGetValue(site, out var ofSite))
            holds.Add(site, ofSite = new(StringComparer.Ordinal));

        if (hash is null)
            ofSite.Remove(id);
        else
            ofSite[id] = hash;
    }

    /// <summary>The hash of each hold of a site, by id.</summary>
    public IReadOnlyDictionary<string, string> Of(string site) => holds.GetValueOrDefault(site) ?? [];
}

/// <summary>Checks the holds of a site against the audit trail.</summary>
internal sealed class HoldCheck(ILogSnapshot snapshot, StoredLog log, IReadOnlyDictionary<string, string> made, ErrorList errors)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var missing = made.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var row in await snapshot.HoldsAsync(log.Site, ct))
        {
            missing.Remove(row.Id);
            if (HashOf(row) is not { } hash || hash != made.GetValueOrDefault(row.Id))
                errors.Add($"the hold {row.Id} of {log.Key} differs from its entry in the audit trail");
        }

        foreach (var id in missing.Order(StringComparer.Ordinal))
            errors.Add($"the hold {id} of {log.Key} is missing");
    }

    private static string? HashOf(HoldRow row) =>
        ExactValues.IsTime(row.At) && (row.Until is not { } until || ExactValues.IsTime(until)) ? HoldAuditText.HashOf(row.ToHold()) : null;
}
