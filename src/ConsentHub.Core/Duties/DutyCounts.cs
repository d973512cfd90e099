namespace ConsentHub.Duties;

/// <summary>The open and overdue duties of all sites at one time.</summary>
/// <param name="at">When they were counted; null if they were not counted yet.</param>
internal sealed class DutyCounts(DateTimeOffset? at, IReadOnlyList<DutyCount> all)
{
    private readonly Dictionary<(int Site, string Class), DutyCount> byClass = all.ToDictionary(c => (c.Site, c.Class));

    public DateTimeOffset? At => at;

    public long Open { get; } = all.Sum(c => c.Open);

    public long Overdue { get; } = all.Sum(c => c.Overdue);

    /// <summary>Due time of the first overdue duty; null if none is overdue.</summary>
    public DateTimeOffset? Oldest { get; } = all.Min(c => c.Oldest);

    public DutyCount Of(int site, string dataClass) => byClass.GetValueOrDefault((site, dataClass)) ?? new DutyCount(site, dataClass, 0, 0, null);
}
