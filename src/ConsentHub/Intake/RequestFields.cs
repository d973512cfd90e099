using ConsentHub.Requests;
using ConsentHub.Sites.Model;

namespace ConsentHub.Intake;

/// <summary>The fields of a request once they are checked.</summary>
/// <param name="Email">Null if a token proves the identity.</param>
internal sealed record RequestFields(RequestType Type, string? Email, string Region, string Lang, string? Message)
{
    /// <param name="types">The types of requests that the site takes.</param>
    /// <param name="languages">The languages of the notice; the first is the default.</param>
    /// <returns>Null if a field is wrong; the errors then name it. The token is checked elsewhere.</returns>
    public static (RequestFields? Fields, FieldErrors Errors) Check(RequestDraft draft, IReadOnlyList<RequestType> types, IReadOnlyList<string> languages)
    {
        var errors = new FieldErrors();
        if (!WireNames<RequestType>.TryParse(draft.Type, out var type) || !types.Contains(type))
            errors.Add("type", $"must be one of {string.Join(", ", types.Select(WireNames<RequestType>.Of))}");

        string? email = null;
        if (draft.Email is not null == draft.Token is not null)
            errors.Add("email", "must be sent, or a token instead, but not both");
        else if (draft.Email is not null && !EmailAddress.TryParse(draft.Email.Trim(), out email))
            errors.Add("email", "must be one address such as name@example.com");

        if (!Regions.IsKnown(draft.Region))
            errors.Add("region", $"must be an ISO 3166 code such as DE or US-CA, or {Regions.Unknown} if it is unknown");
        if (draft.Lang is not null && !languages.Contains(draft.Lang))
            errors.Add("lang", $"must be one of {string.Join(", ", languages)}");

        var message = string.IsNullOrWhiteSpace(draft.Message) ? null : draft.Message.ReplaceLineEndings("\n").Trim();
        if (message?.Length > RequestRules.LongestMessage || message?.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) == true)
            errors.Add("message", $"must be text of at most {RequestRules.LongestMessage} characters");

        return errors.Any ? (null, errors) : (new RequestFields(type, email, draft.Region, draft.Lang ?? languages[0], message), errors);
    }
}
