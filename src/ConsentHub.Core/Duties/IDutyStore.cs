using ConsentHub.Audit;
using ConsentHub.Promises;

namespace ConsentHub.Duties;

/// <summary>Stores the duties of each site until they are acknowledged, and then the statements.</summary>
/// <remarks>
/// A visitor's own withdrawal gives duties too: the consent store writes them in the choice's transaction (<see cref="DutyRules.Of(Consents.ConsentRecord, Consents.ConsentRecord?, Sites.Notices.PublishedNotice)"/>).
/// Several processes may call at the same time: each event and each acknowledgement counts once.
/// </remarks>
internal interface IDutyStore
{
    /// <summary>Stores events with their duties, all or none, in one transaction that also writes the audit entry.</summary>
    /// <param name="key">Key of the site.</param>
    /// <remarks>An event with a known id gives no duty again. A later activity puts off the duty of an earlier one; an earlier activity changes nothing.</remarks>
    Task<EventsOutcome> AddAsync(int site, string key, IReadOnlyList<EventWithDuties> events, Actor by, AuditSealer sealer, DateTimeOffset now);

    /// <summary>The duties that are not acknowledged, by due time and then by id.</summary>
    Task<IReadOnlyList<Duty>> ListAsync(DutyQuery query, CancellationToken ct);

    /// <summary>
    /// Deletes a duty and seals a statement in its place, with the audit entry, in one transaction.
    /// An acknowledgement of a duty that has a statement returns this statement and writes nothing.
    /// </summary>
    /// <param name="heldBy">The system that acknowledges; null for an administrator, who may acknowledge for any system.</param>
    Task<AcknowledgeOutcome> AcknowledgeAsync(int site, string key, Guid duty, string? heldBy, Acknowledgement said, Actor by, AuditSealer sealer, DateTimeOffset now);

    /// <summary>The statement about a duty; null if there is none, or it is another system's.</summary>
    /// <param name="heldBy">The system that asks; null for an administrator.</param>
    Task<DutyStatement?> FindStatementAsync(int site, Guid duty, string? heldBy, CancellationToken ct);

    /// <summary>
    /// Brings duties in line with the rules of the latest notice: adds those that recur, brings due times forward where a period is shorter now, and
    /// hands them to the system that holds the class now. A duty that recurs keeps its due time and covers later data instead. Forgets events after <see cref="SubjectEvent.Remembered"/>.
    /// </summary>
    Task RunAsync(int site, DutyRules rules, DateTimeOffset now);

    /// <summary>The numbers of open and overdue duties of every site and class that has any. A class under a hold has no overdue duty.</summary>
    Task<IReadOnlyList<DutyCount>> CountAsync(DateTimeOffset now, CancellationToken ct);
}

internal sealed record EventWithDuties(SubjectEvent Event, IReadOnlyList<Duty> Duties);

/// <summary>The result of storing events.</summary>
internal abstract record EventsOutcome
{
    private EventsOutcome()
    {
    }

    /// <param name="Known">Events that were stored before.</param>
    /// <param name="Duties">Duties that were added or put off.</param>
    public sealed record Stored(int Added, int Known, int Duties) : EventsOutcome;

    /// <summary>An id belongs to another event; nothing was stored.</summary>
    /// <param name="Index">Index of that event in the request.</param>
    public sealed record Conflict(int Index) : EventsOutcome;
}

/// <summary>The result of an acknowledgement.</summary>
internal abstract record AcknowledgeOutcome
{
    private AcknowledgeOutcome()
    {
    }

    /// <param name="IsRepeat">The duty had this statement before; nothing was written.</param>
    public sealed record Sealed(DutyStatement Statement, bool IsRepeat = false) : AcknowledgeOutcome;

    /// <summary>There is no such duty, or it is another system's.</summary>
    public sealed record Unknown : AcknowledgeOutcome;

    /// <summary>A hold of the class is in force; nothing was written.</summary>
    public sealed record Held(Hold Hold) : AcknowledgeOutcome;

    /// <summary>It is the duty to answer a privacy request, which only the answer discharges; nothing was written.</summary>
    public sealed record NeedsReply(Guid Request) : AcknowledgeOutcome;
}

/// <param name="HeldBy">Only duties of this system; null for all.</param>
/// <param name="DueBefore">Only duties that are due before this time; null for all.</param>
/// <param name="After">The due time and id of the last duty of the previous page; null for the first page.</param>
internal sealed record DutyQuery(int Site, string? HeldBy, DateTimeOffset? DueBefore, (DateTimeOffset Due, Guid Id)? After, int Limit);

/// <param name="Oldest">Due time of the first overdue duty; null if none is overdue.</param>
internal sealed record DutyCount(int Site, string Class, long Open, long Overdue, DateTimeOffset? Oldest);
