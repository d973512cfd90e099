using ConsentHub.Duties;
using ConsentHub.Promises;
using ConsentHub.Sites;

namespace ConsentHub.CommandLine;

/// <param name="First">When the first open duty is due; null if none is open.</param>
internal readonly record struct DutyTotal(string Class, string System, long Open, long Overdue, DateTimeOffset? First);

/// <summary>Counts a site's duties by class and system without changing anything.</summary>
internal sealed class DutyTally(IDutyStore store, IHoldStore holds)
{
    private const int Page = 1000;

    /// <summary>One row for each class that a system holds now, and for each other class and system that has duties left.</summary>
    /// <param name="system">Only this system; null for all.</param>
    public async Task<IReadOnlyList<DutyTotal>> OfAsync(Site site, string? system, DateTimeOffset now, CancellationToken ct)
    {
        var held = (await holds.ListAsync(site.Number, ct)).Where(h => h.IsInForce(now)).Select(h => h.Class).ToHashSet(StringComparer.Ordinal);
        var totals = new Dictionary<(string Class, string System), DutyTotal>();
        foreach (var rule in DutyRules.Of(site.Latest).All.Where(r => system is null || r.HeldBy == system))
            totals[(rule.Class, rule.HeldBy)] = new DutyTotal(rule.Class, rule.HeldBy, 0, 0, null);

        var query = new DutyQuery(site.Number, system, DueBefore: null, After: null, Page);
        while (await store.ListAsync(query, ct) is { Count: > 0 } page)
        {
            foreach (var duty in page)
            {
                var total = totals.GetValueOrDefault((duty.Class, duty.HeldBy), new DutyTotal(duty.Class, duty.HeldBy, 0, 0, null));
                var overdue = duty.Due < now && !held.Contains(duty.Class);
                totals[(duty.Class, duty.HeldBy)] = total with { Open = total.Open + 1, Overdue = total.Overdue + (overdue ? 1 : 0), First = total.First ?? duty.Due };
            }

            query = query with { After = (page[^1].Due, page[^1].Id) };
        }

        return [.. totals.Values.OrderBy(t => t.Class, StringComparer.Ordinal).ThenBy(t => t.System, StringComparer.Ordinal)];
    }
}
