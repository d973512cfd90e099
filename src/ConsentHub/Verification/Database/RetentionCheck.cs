using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;
using ConsentHub.Stores;

namespace ConsentHub.Verification.Database;

/// <summary>Checks each removal at the end of a promised period: the hub made it, a notice promised it, and no record was removed before its period can have ended.</summary>
/// <remarks>The removed records are gone, so the index of hours bounds the time at which each was stored.</remarks>
/// <param name="made">The removals in the audit trail, by position, each with the number of its records.</param>
internal sealed class RetentionCheck(ILogSnapshot snapshot, StoredLog log, IReadOnlyDictionary<long, long> made, ErrorList errors)
{
    /// <summary>The clocks of several instances may differ, and a clock may have been corrected.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken ct)
    {
        List<(DateTimeOffset From, TimeSpan Period)>? periods = null;
        IReadOnlyList<StoredHour> hours = [];
        await foreach (var row in snapshot.RemovalsAsync(log.Site, ct))
        {
            if (row.Removal is not { Reason: ErasureReason.Retention } removal)
                continue;

            if (periods is null)
            {
                periods = await PeriodsAsync(ct);
                hours = [.. (await snapshot.HoursAsync(log.Site, ct)).Where(h => h.First is not null).OrderBy(h => h.First).ThenBy(h => h.Hour)];
            }

            if (!made.TryGetValue(removal.LeafIndex, out var count) || count != removal.Leaves.Count)
                errors.Add($"the removal at position {removal.LeafIndex} of {log.Key} says that a period was over, and differs from its entry in the audit trail");

            CheckPeriod(removal, periods, hours);
        }
    }

    private void CheckPeriod(Removal removal, List<(DateTimeOffset From, TimeSpan Period)> periods, IReadOnlyList<StoredHour> hours)
    {
        var promised = periods.Where(p => p.From <= removal.At + ClocksDiffer).Select(p => p.Period).ToList();
        if (promised.Count == 0)
        {
            errors.Add($"the removal at position {removal.LeafIndex} of {log.Key} says that a period was over, and no notice had promised one");
            return;
        }

        foreach (var leaf in removal.Leaves)
        {
            if (StoredSince(leaf, hours) is { } since && removal.At + ClocksDiffer < since + promised.Min())
                errors.Add($"the removal at position {removal.LeafIndex} of {log.Key} names position {leaf}, whose period was not over");
        }
    }

    /// <summary>The earliest time at which the record at a position can have been stored, as far as the index of hours shows.</summary>
    private static DateTimeOffset? StoredSince(long leaf, IReadOnlyList<StoredHour> hours) =>
        hours.LastOrDefault(h => h.First <= leaf) is { } hour ? DateTimeOffset.UnixEpoch.AddHours(hour.Hour) : null;

    /// <summary>Each period that a notice promised, with its date. An unreadable notice is reported by <see cref="SiteCheck"/>.</summary>
    private async Task<List<(DateTimeOffset From, TimeSpan Period)>> PeriodsAsync(CancellationToken ct)
    {
        var periods = new List<(DateTimeOffset, TimeSpan)>();
        foreach (var version in await snapshot.NoticeVersionsAsync(log.Site, ct))
        {
            var (notice, _) = await snapshot.NoticeAsync(log.Site, version, ct);
            try
            {
                if (RetentionRules.PeriodIn(NoticeContent.Parse(notice.Content)) is { } period)
                    periods.Add((DateTimeOffset.FromUnixTimeMilliseconds(notice.PublishedAt), period));
            }
            catch (Exception e) when (EntrySealer.Unreadable(e))
            {
            }
        }

        return periods;
    }
}
