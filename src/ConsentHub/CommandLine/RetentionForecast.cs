using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Promises;

namespace ConsentHub.CommandLine;

/// <param name="Now">Records that are due.</param>
/// <param name="Soon">Records that will be due within 30 days.</param>
/// <param name="Next">The first date after now, if it is known.</param>
internal readonly record struct DueRecords(long Now, long Soon, DateTimeOffset? Next);

/// <summary>Computes when a site's records are due without changing anything: from the stored dates, and for records that were not examined from the log.</summary>
internal sealed class RetentionForecast(IRetentionStore store, IConsentStore consents, IConsentLog log)
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(30);

    public async Task<DueRecords> OfAsync(RetentionRules rules, DateTimeOffset now, CancellationToken ct)
    {
        var stored = await store.DatesAsync(rules.Site, now + Horizon, ct);
        // A version that the dates do not consider may have brought them forward.
        if (stored.Version < rules.Version && rules.BringForward(stored.Version))
            stored = new StoredDates(0, rules.Version, []);

        var dates = new Dictionary<long, DateTimeOffset?>();
        var visitors = new HashSet<Visitor>();
        await foreach (var record in log.ReadAsync(new LogQuery { Site = rules.Site, After = stored.Mark - 1 }, ct))
        {
            if (record.RecordedAt + rules.Shortest > now + Horizon)
                break;
            if (!visitors.Add(record.Content.Visitor))
                continue;

            var records = await consents.AllOfAsync(rules.Site, record.Content.Visitor, ct).Select(r => new VisitorRecord(r, null)).ToListAsync(ct);
            foreach (var (own, due, _) in RetentionPlan.Date(rules, records))
                dates[own.LeafIndex] = due;
        }

        // A stored date counts, unless a record that was not examined yet brings it forward.
        foreach (var (leaf, due) in stored.Dates)
            dates[leaf] = dates.GetValueOrDefault(leaf) is { } computed && computed < due ? computed : due;

        var known = dates.Values.OfType<DateTimeOffset>().ToList();
        return new DueRecords(
            known.Count(d => d <= now), known.Count(d => d > now && d <= now + Horizon), known.Where(d => d > now).Select(d => (DateTimeOffset?)d).Min());
    }
}
