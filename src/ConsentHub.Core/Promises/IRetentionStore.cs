namespace ConsentHub.Promises;

/// <summary>Removes consent records whose promised period is over.</summary>
/// <remarks>
/// Beside the log, a store keeps a mark for each site and the due date of every record below it. Nothing of it is written with a choice.
/// Several processes may call at the same time: each record is removed once.
/// </remarks>
internal interface IRetentionStore
{
    /// <summary>The most records that one transaction examines or removes.</summary>
    const int AtOnce = 256;

    /// <summary>Runs one transaction: removes records that are due, or examines the next records of the log and stores when they are due.</summary>
    /// <remarks>Rows, salts and due dates are deleted in the same transaction as the removal entry, the counts and the audit entry are written.</remarks>
    /// <param name="now">A time that the store's clock mark allows (<see cref="AdvanceClockAsync"/>).</param>
    Task<RetentionSlice> RunAsync(RetentionRules rules, DateTimeOffset now, CancellationToken ct);

    /// <summary>Ends a run that removed records: on SQLite, wipes the copies in the write-ahead log.</summary>
    Task EndAsync();

    /// <summary>How far a site's log was examined, and the stored due dates up to a time; if there are none, the first one after it.</summary>
    Task<StoredDates> DatesAsync(int site, DateTimeOffset until, CancellationToken ct);

    /// <summary>Compares the clock with the latest time at which this engine ran, in any process, and stores the time.</summary>
    Task<ClockCheck> AdvanceClockAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Accepts the clock on an operator's word, whatever time is stored.</summary>
    Task SetClockAsync(DateTimeOffset now);
}

/// <summary>The result of one transaction.</summary>
/// <param name="Next">When the site's next record is to be examined or removed; null if there is none.</param>
/// <param name="IsSkipped">Another process was working on the site, or too many writes were queued; nothing was done.</param>
internal readonly record struct RetentionSlice(int Removed, DateTimeOffset? Next, bool IsSkipped = false)
{
    /// <summary>A lifted hold is noticed within this time.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>Nothing was done, because a hold is in force.</summary>
    /// <param name="until">When the hold ends, in milliseconds since 1970.</param>
    public static RetentionSlice Held(DateTimeOffset now, long until) =>
        new(0, DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(until, (now + LookAgain).ToUnixTimeMilliseconds())));
}

/// <param name="Mark">Records from this leaf index on were not examined.</param>
/// <param name="Version">The latest notice version that the dates consider; 0 before the first run.</param>
internal sealed record StoredDates(long Mark, int Version, IReadOnlyList<(long Leaf, DateTimeOffset Due)> Dates);

/// <summary>What the stored time says about the clock.</summary>
internal enum ClockCheck
{
    Right,

    /// <summary>The clock is behind a time at which the engine ran already.</summary>
    Behind,

    /// <summary>The clock is so far ahead that it may be wrong. Nothing may be removed.</summary>
    Ahead,
}

/// <summary>The rule for the stored time, for both stores.</summary>
internal static class EngineClock
{
    /// <summary>A clock that leaps further is not trusted.</summary>
    public static readonly TimeSpan LongestLeap = TimeSpan.FromDays(35);

    /// <summary>The time is stored again only when it is older than this, so that an idle hub hardly writes.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>A clock behind by less than this is right: the clocks of several instances differ a little.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>How closely the database's own clock must agree with a clock that leapt.</summary>
    public static readonly TimeSpan Agreement = TimeSpan.FromMinutes(5);

    /// <param name="stored">The latest time at which the engine ran; null before its first run.</param>
    public static ClockCheck Check(DateTimeOffset? stored, DateTimeOffset now) =>
        now < stored - Tolerance ? ClockCheck.Behind : now > stored + LongestLeap ? ClockCheck.Ahead : ClockCheck.Right;

    /// <summary>Why nothing is done at this time, for the operator; null if the clock is right.</summary>
    public static string? Explain(ClockCheck found, DateTimeOffset now) => found switch
    {
        ClockCheck.Right => null,
        ClockCheck.Ahead => $"The clock says {Rfc3339.Of(now)}, more than 35 days after the last run. If it is right: ConsentHub promises resume.",
        ClockCheck.Behind => "The clock went back behind the last run.",
        _ => throw new InvalidOperationException($"{found} is not a known state of the clock."),
    };
}
