using System.Globalization;

namespace ConsentHub.Requests;

/// <summary>Validates an answer to a request.</summary>
internal static class AnswerRules
{
    public const string Done = "done", Refused = "refused";

    private static readonly string TextRule = string.Create(
        CultureInfo.InvariantCulture, $"must be a string of 1 to {RequestRules.LongestAnswer} characters that the requester reads; the only control characters are line breaks and tabs");

    public static (RequestAnswer? Answer, FieldErrors Errors) Check(string? outcome, string? text)
    {
        var errors = new FieldErrors();
        if (outcome is not (Done or Refused))
            errors.Add("outcome", $"must be {Done} or {Refused}");
        if (text is not { Length: <= RequestRules.LongestAnswer } || string.IsNullOrWhiteSpace(text) || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            errors.Add("text", TextRule);

        return errors.Any ? (null, errors) : (new RequestAnswer(outcome == Done, text!), errors);
    }
}
