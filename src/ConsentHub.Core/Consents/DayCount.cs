namespace ConsentHub.Consents;

/// <summary>How many choices of one visitor a site stored on one UTC day. The count is stored in the row of the visitor's current record, so that one look-up finds both.</summary>
/// <param name="Day">Days since 1970.</param>
/// <param name="Choices">At most <see cref="Limit"/>. Records made with an API key are not counted.</param>
internal readonly record struct DayCount(int Day, int Choices)
{
    /// <summary>Maximum number of one visitor's choices that a site stores in a day. Withdrawals are stored beyond the limit (<see cref="AppendRules.IsOverDailyLimit"/>).</summary>
    public const int Limit = 2000;

    private const int DayUnit = 10_000;

    public bool IsFull => Choices >= Limit;

    /// <summary>When the next day begins.</summary>
    public DateTimeOffset End => DateTimeOffset.UnixEpoch.AddDays(Day + 1);

    /// <summary>Today's count. If another instance's clock has already begun the next day, that day's count continues, so two clocks do not give two limits.</summary>
    public DayCount At(DateTimeOffset now)
    {
        var today = (int)(now - DateTimeOffset.UnixEpoch).TotalDays;
        return Day >= today ? this : new DayCount(today, 0);
    }

    public DayCount With(ConsentDraft stored) => stored.ApiKey is null ? this with { Choices = Math.Min(Choices + 1, Limit) } : this;

    /// <summary>The count of the later day; for the same day, the higher count.</summary>
    public static DayCount Max(DayCount a, DayCount b) => a.Encode() >= b.Encode() ? a : b;

    public int Encode() => (Day * DayUnit) + Choices;

    public static DayCount Decode(int stored) => new(stored / DayUnit, stored % DayUnit);
}
