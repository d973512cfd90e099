using System.Buffers;
using ConsentHub.Sites.Model;

namespace ConsentHub.Duties;

/// <summary>Validates an event that a system reports.</summary>
/// <param name="rules">The rules of the site's latest notice.</param>
internal sealed class EventRules(DutyRules rules, DateTimeOffset now)
{
    private const int LongestId = 64, ShortestSubject = 16, LongestSubject = 64;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    /// <summary>How far a system's clock may be ahead of the hub's.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>No earlier time, in any zone, is before 1970.</summary>
    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(1);

    private static readonly SearchValues<char> InSubject = SearchValues.Create(Letters), InId = SearchValues.Create(Letters + ".:");

    private static readonly string Kinds = string.Join(", ", Enum.GetValues<RetentionEvent>().Where(IsReported).Select(WireNames<RetentionEvent>.Of));

    public FieldErrors Errors { get; } = new();

    /// <param name="prefix">What comes before the names of fields in the errors, such as <c>events[3].</c></param>
    /// <returns>Null if a field is wrong; <see cref="Errors"/> then names it.</returns>
    public SubjectEvent? Check(string prefix, string? id, string? kind, string? dataClass, string? subject, string? at)
    {
        if (id is not { Length: >= 1 and <= LongestId } || id.AsSpan().ContainsAnyExcept(InId))
            Errors.Add($"{prefix}id", $"must be a string of 1 to {LongestId} of A-Z, a-z, 0-9, _, -, . and :");
        var knowsKind = WireNames<RetentionEvent>.TryParse(kind, out var found) && IsReported(found);
        if (!knowsKind)
            Errors.Add($"{prefix}kind", $"must be one of {Kinds}");
        if (dataClass is not null && FindError(dataClass, knowsKind ? found : null) is { } error)
            Errors.Add($"{prefix}class", error);
        if (subject is not { Length: >= ShortestSubject and <= LongestSubject } || subject.AsSpan().ContainsAnyExcept(InSubject))
            Errors.Add($"{prefix}subject", $"must be a string of {ShortestSubject} to {LongestSubject} of A-Z, a-z, 0-9, _ and - that only your systems can resolve, such as a keyed hash");
        if (!Rfc3339.TryParse(at, out var time) || time < Earliest || time > now + Ahead)
            Errors.Add($"{prefix}at", "must be a time in RFC 3339 such as 2027-03-01T08:00:00Z, after 1970 and not in the future");

        return Errors.Any ? null : new SubjectEvent(id!, found, dataClass, subject!, DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()));
    }

    /// <summary>Whether a system reports such events. The others the hub sees itself.</summary>
    private static bool IsReported(RetentionEvent kind) => kind is not (RetentionEvent.ChoiceEnded or RetentionEvent.RequestReceived);

    /// <param name="kind">The kind of event; null if it is wrong too.</param>
    private string? FindError(string dataClass, RetentionEvent? kind)
    {
        if (rules.All.FirstOrDefault(r => r.Class == dataClass) is not { } rule)
            return $"must be a class of the site's notice that another system holds: {string.Join(", ", rules.All.Select(r => r.Class))}";
        if (rule.After is not { } begins)
            return "is a class whose period no event begins; its duties recur each day";

        return kind is null || kind == begins ? null : $"is a class whose period begins with {WireNames<RetentionEvent>.Of(begins)}";
    }
}
