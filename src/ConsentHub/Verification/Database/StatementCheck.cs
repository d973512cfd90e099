using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;

namespace ConsentHub.Verification.Database;

/// <summary>The statements about duties, according to the audit trail.</summary>
internal sealed class SealedStatements
{
    private readonly Dictionary<string, Dictionary<long, string>> statements = new(StringComparer.Ordinal);
    private readonly HashSet<string> contents = new(StringComparer.Ordinal);

    /// <param name="entry">An entry that the hub signed.</param>
    public void Remember(AuditEntry entry)
    {
        if (entry.Site is not { } site || Read(entry.Detail) is not var (leaf, content))
            return;

        if (!statements.TryGetValue(site, out var ofSite))
            statements.Add(site, ofSite = []);

        // Few contents differ, so each text is kept once.
        if (!contents.TryGetValue(content, out var known))
            contents.Add(known = content);

        ofSite[leaf] = known;
    }

    /// <summary>What each statement of a site says, by its position.</summary>
    public IReadOnlyDictionary<long, string> Of(string site) => statements.GetValueOrDefault(site) ?? [];

    /// <summary>Reads "leaf 812: call_history by crm, kept"; null for another text.</summary>
    private static (long Leaf, string Content)? Read(string? detail) =>
        detail?.Split(' ', 3) is ["leaf", [.. var leaf, ':'], var content] && long.TryParse(leaf, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? (position, content) : null;
}

/// <summary>Compares the statements of a site with the audit trail: each has an entry there that says the same, and each entry has its statement.</summary>
internal sealed class StatementCheck(ILogSnapshot snapshot, StoredLog log, IReadOnlyDictionary<long, string> made, ErrorList errors)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var missing = made.Keys.ToHashSet();
        await foreach (var row in snapshot.StatementsAsync(log.Site, ct))
        {
            missing.Remove(row.Leaf);
            if (row.Record() is not { } record || $"{record["class"]} by {record["by"]}, {record["outcome"]}" != made.GetValueOrDefault(row.Leaf))
                errors.Add($"the statement at position {row.Leaf} of {log.Key} differs from its entry in the audit trail");
        }

        foreach (var leaf in missing.Order())
            errors.Add($"the statement at position {leaf} of {log.Key} is missing");
    }
}
