using ConsentHub.Consents;

namespace ConsentHub.Promises;

/// <summary>A stored record of a visitor.</summary>
/// <param name="ReplacedAt">When a record that is removed by now had taken its place; null if none had.</param>
internal readonly record struct VisitorRecord(ConsentRecord Record, DateTimeOffset? ReplacedAt);

/// <summary>The instant at which a record is removed.</summary>
/// <param name="ReplacedAt">Set if this transaction removes the record that took its place: afterwards only this row says when that was.</param>
internal readonly record struct DueDate(long Leaf, DateTimeOffset Due, DateTimeOffset? ReplacedAt);

/// <summary>What one transaction does with the records that it examines.</summary>
/// <param name="Remove">Records to remove now, in the order of the log.</param>
/// <param name="Dates">Due dates to store.</param>
internal sealed record RetentionPlan(IReadOnlyList<ConsentRecord> Remove, IReadOnlyList<DueDate> Dates)
{
    /// <param name="examined">Leaf indexes of the examined records.</param>
    /// <param name="visitors">For each visitor of an examined record, all of the visitor's records.</param>
    /// <param name="mark">Records below this leaf index were examined earlier or are examined now.</param>
    public static RetentionPlan Of(RetentionRules rules, DateTimeOffset now, IReadOnlySet<long> examined, IEnumerable<IReadOnlyList<VisitorRecord>> visitors, long mark)
    {
        var (remove, dates) = (new List<ConsentRecord>(), new List<DueDate>());
        foreach (var records in visitors)
        {
            var dated = Date(rules, records);
            var removed = dated.Where(d => examined.Contains(d.Record.LeafIndex) && d.Due <= now).Select(d => d.Record.LeafIndex).ToHashSet();
            foreach (var (record, due, replaced) in dated)
            {
                if (removed.Contains(record.LeafIndex))
                    remove.Add(record);
                else if (due is { } date && replaced is { Leaf: { } by } && removed.Contains(by))
                    dates.Add(new DueDate(record.LeafIndex, date, replaced.Value.At));
                // An examined record can only have brought forward those whose place it took.
                else if (due is { } other && (examined.Contains(record.LeafIndex) || (record.LeafIndex < mark && replaced is { Leaf: { } leaf } && examined.Contains(leaf))))
                    dates.Add(new DueDate(record.LeafIndex, other, null));
            }
        }

        return new RetentionPlan([.. remove.OrderBy(r => r.LeafIndex)], dates);
    }

    /// <summary>When each record of a visitor is due, and which record took its place first.</summary>
    public static IReadOnlyList<(ConsentRecord Record, DateTimeOffset? Due, (DateTimeOffset At, long? Leaf)? Replaced)> Date(RetentionRules rules, IReadOnlyList<VisitorRecord> records)
    {
        var dated = new List<(ConsentRecord, DateTimeOffset?, (DateTimeOffset At, long? Leaf)?)>(records.Count);
        (DateTimeOffset At, long? Leaf)? first = null;
        foreach (var (record, known) in records.OrderByDescending(r => r.Record, CurrentRecord.Order))
        {
            var replaced = known is { } at && (first is null || at < first.Value.At) ? (at, null) : first;
            dated.Add((record, rules.DueOf(record, replaced?.At), replaced));
            if (first is null || record.RecordedAt < first.Value.At)
                first = (record.RecordedAt, record.LeafIndex);
        }

        return dated;
    }
}
