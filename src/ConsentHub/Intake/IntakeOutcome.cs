using ConsentHub.Requests;

namespace ConsentHub.Intake;

/// <summary>A request as somebody sends it.</summary>
/// <param name="Type">The name of a <see cref="Sites.Model.RequestType"/> on the wire.</param>
/// <param name="Email">Where the hub sends a code. Either this or <paramref name="Token"/> is required.</param>
/// <param name="Token">The token that the site's server signed for the signed-in person.</param>
/// <param name="Region">ISO 3166 code of the region whose law applies; null for the region that the request came from.</param>
/// <param name="Lang">A language of the notice; null for the notice's own.</param>
/// <param name="Message">What the requester writes; null if nothing.</param>
internal sealed record RequestDraft(string? Type, string? Email, string? Token, string Region, string? Lang, string? Message);

/// <summary>The result of a request.</summary>
internal abstract record IntakeOutcome
{
    private IntakeOutcome()
    {
    }

    /// <param name="Secret">Opens the request; null until a code by mail proves the identity: the sender may have entered another person's address.</param>
    /// <param name="Due">When the answer is due; null until the identity is proven.</param>
    public sealed record Received(Guid Id, RequestState State, string? Secret, DateTimeOffset? Due) : IntakeOutcome;

    /// <summary>Some fields are wrong.</summary>
    public sealed record Invalid(FieldErrors Errors) : IntakeOutcome;

    /// <summary>The site takes no requests through the hub.</summary>
    public sealed record NotTaken : IntakeOutcome;

    /// <summary>The hub has no mail server, so it can't send a code.</summary>
    public sealed record NoMail : IntakeOutcome;

    /// <summary>Another request used this token.</summary>
    public sealed record TokenUsed : IntakeOutcome;
}

/// <summary>The result of a code, and what it opens.</summary>
internal abstract record CodeResult
{
    private CodeResult()
    {
    }

    /// <param name="Secret">Opens the request from now on.</param>
    public sealed record Verified(PrivacyRequest Request, string Secret) : CodeResult;

    /// <summary>The code is wrong or too old, or there is no such request.</summary>
    public sealed record Wrong : CodeResult;

    /// <summary>Too many wrong codes: only another code opens the request.</summary>
    public sealed record Exhausted : CodeResult;
}
