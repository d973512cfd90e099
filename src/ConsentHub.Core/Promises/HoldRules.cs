using System.Globalization;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Promises;

/// <summary>Validates a hold that somebody wants to place.</summary>
internal static class HoldRules
{
    private const int LongestText = 300;

    private static readonly string TextRule = string.Create(CultureInfo.InvariantCulture, $"must be a string of 1 to {LongestText} characters without control characters");

    /// <param name="latest">The latest notice of the site, which names the classes that can be held.</param>
    /// <param name="until">A date or a time in RFC 3339; null for a hold without an end.</param>
    public static (Hold? Hold, FieldErrors Errors) Check(string id, string? dataClass, string? reason, string? basis, string? until, PublishedNotice latest, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        if (!Patterns.IsId(id))
            errors.Add("id", Patterns.IdRule);
        string[] held = [RetentionClass.ConsentRecords, .. latest.Content.Retention.Where(r => r.HeldBy is not null).Select(r => r.Id)];
        if (dataClass is null || !held.Contains(dataClass, StringComparer.Ordinal))
            errors.Add("class", held.Length == 1 ? $"must be {held[0]}" : $"must be one of {string.Join(", ", held)}");
        if (!IsText(reason))
            errors.Add("reason", $"{TextRule} that says why the data is kept");
        if (basis is not null && !IsText(basis))
            errors.Add("basis", TextRule);

        DateTimeOffset? end = null;
        if (until is not null)
        {
            if (Rfc3339.TryParse(until, out var time) && time > now)
                end = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
            else
                errors.Add("until", "must be in the future: a date such as 2027-03-01, or a time in RFC 3339 such as 2027-03-01T08:00:00Z; leave it out for a hold without an end");
        }

        return errors.Any ? (null, errors) : (new Hold(id, dataClass!, reason!, basis, end, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds())), errors);
    }

    private static bool IsText(string? text) => text is { Length: > 0 and <= LongestText } && !text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text);
}
