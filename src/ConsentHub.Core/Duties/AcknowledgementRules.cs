using System.Globalization;

namespace ConsentHub.Duties;

/// <summary>Validates how a system says that it discharged a duty.</summary>
internal static class AcknowledgementRules
{
    public const string Done = "done", Refused = "refused";

    private const int LongestText = 300;

    /// <summary>The greatest whole number that every reader of JSON keeps exactly.</summary>
    private const long MostItems = (1L << 53) - 1;

    private static readonly string TextRule = string.Create(CultureInfo.InvariantCulture, $"must be a string of 1 to {LongestText} characters without control characters");

    public static (Acknowledgement? Said, FieldErrors Errors) Check(string? outcome, long? count, string? evidence, string? reason)
    {
        var errors = new FieldErrors();
        var (isDone, isRefused) = (outcome == Done, outcome == Refused);
        if (!isDone && !isRefused)
            errors.Add("outcome", $"must be {Done} or {Refused}");
        if (count is not null && isRefused)
            errors.Add("count", $"is only for the outcome {Done}; leave it out");
        else if (count is < 0 or > MostItems)
            errors.Add("count", $"must be a whole number, 0 to {MostItems.ToString(CultureInfo.InvariantCulture)}");
        if (evidence is not null && isRefused)
            errors.Add("evidence", $"is only for the outcome {Done}; leave it out");
        else if (evidence is not null && !IsText(evidence))
            errors.Add("evidence", TextRule);
        if (reason is not null && isDone)
            errors.Add("reason", $"is only for the outcome {Refused}; leave it out");
        else if (isRefused && !IsText(reason))
            errors.Add("reason", $"{TextRule} that says why the data is kept");

        return errors.Any ? (null, errors) : (new Acknowledgement(isDone, count, evidence, reason), errors);
    }

    private static bool IsText(string? text) => text is { Length: > 0 and <= LongestText } && !text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text);
}
