namespace ConsentHub.Tests.Promises;

internal enum PromiseStatus
{
    Works,
    Shown,
    Flagged,
    Partly,
    NotYet,
    Cannot,
}

/// <summary>A promise of one of the five policies, in our own words.</summary>
/// <param name="Number">Policy and position in it, such as <c>3.9</c>; the attribute of a test names it.</param>
/// <param name="Sites">Keys of the sites whose policies make the promise.</param>
/// <param name="Reason">What is missing; null if nothing is.</param>
internal sealed record PromiseRow(string Number, string Sites, PromiseStatus Status, string Promise, string? Reason)
{
    /// <summary>Whether the table claims something that a test must show.</summary>
    public bool NeedsTest => Status is not (PromiseStatus.NotYet or PromiseStatus.Cannot);

    /// <summary>Whether something is missing.</summary>
    public bool NeedsReason => Status is PromiseStatus.Partly or PromiseStatus.NotYet or PromiseStatus.Cannot;
}
