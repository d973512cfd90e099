using ConsentHub.Sites.Model;

namespace ConsentHub.Duties;

/// <summary>Something that a site promised and that another system has to do by a certain time: to delete data of one class.</summary>
/// <remarks>The store keeps a duty until the system acknowledges it. Then a <see cref="DutyStatement"/> takes its place.</remarks>
/// <param name="Class">The class of data, as the site file's <c>retention</c> names it.</param>
/// <param name="HeldBy">The system that holds the data.</param>
/// <param name="After">The kind of event that began the period; null for a duty that recurs each day.</param>
/// <param name="Subject">Whose data it is, in a reference that the system can resolve; null for a duty that recurs: it concerns everybody's data.</param>
/// <param name="Begins">The time of the event. Without a subject: data collected before this time is to be deleted.</param>
/// <param name="Due">The time by which it is promised to be done.</param>
/// <param name="Notice">The notice version whose promise it is.</param>
/// <param name="Occasion">What the duty is unique by, beside site, class, kind of event and subject (<see cref="DutyRules"/>). Stored, and never shown.</param>
internal sealed record Duty(
    Guid Id, string Class, string HeldBy, RetentionEvent? After, string? Subject, DateTimeOffset Begins, DateTimeOffset Due, int Notice, string Occasion)
{
    /// <summary>Whether it is the site's duty to answer a privacy request. It has the id of the request.</summary>
    public bool IsOfRequest => HeldBy == SiteRequests.Owner;
}
