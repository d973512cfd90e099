namespace ConsentHub.Consents;

/// <summary>How many choices of one visitor a site stored on one UTC day. The visitor's current record carries it, so that it is found with that record.</summary>
/// <param name="Day">Days since 1970.</param>
/// <param name="Choices">At most <see cref="Limit"/>. What is recorded with an API key is not counted.</param>
internal readonly record struct DayCount(int Day, int Choices)
{
    /// <summary>Choices of one visitor that a site stores in a day. A withdrawal is stored beyond it (<see cref="AppendRules.IsOverDailyLimit"/>).</summary>
    public const int Limit = 2000;

    private const int DayUnit = 10_000;

    public bool IsFull => Choices >= Limit;

    /// <summary>When the next day begins.</summary>
    public DateTimeOffset End => DateTimeOffset.UnixEpoch.AddDays(Day + 1);

    /// <summary>The count of today. A day that another instance's clock has begun already goes on: two clocks do not make two limits.</summary>
    public DayCount At(DateTimeOffset now)
    {
        var today = (int)(now - DateTimeOffset.UnixEpoch).TotalDays;
        return Day >= today ? this : new DayCount(today, 0);
    }

    public DayCount With(ConsentDraft stored) => stored.ApiKey is null ? this with { Choices = Math.Min(Choices + 1, Limit) } : this;

    /// <summary>The later day, then the higher count.</summary>
    public static DayCount Max(DayCount a, DayCount b) => a.Encode() >= b.Encode() ? a : b;

    public int Encode() => (Day * DayUnit) + Choices;

    public static DayCount Decode(int stored) => new(stored / DayUnit, stored % DayUnit);
}
