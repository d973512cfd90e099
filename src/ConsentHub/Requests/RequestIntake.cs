using ConsentHub.Consents;
using ConsentHub.Sites;

namespace ConsentHub.Requests;

/// <summary>Takes privacy requests from the API and from the pages: checks them, proves who sends them, and shows how far they are.</summary>
internal sealed class RequestIntake
{
    /// <summary>Whether a code can be sent by mail. If not, only the site's signed token proves an identity.</summary>
    public bool CanMail => throw new NotImplementedException();

    /// <summary>The types of requests that a site takes; empty if it takes none.</summary>
    public static IReadOnlyList<RequestType> TypesOf(Site site) => throw new NotImplementedException();

    /// <summary>Stores a request. The outcome does not depend on whether anybody knows the sender.</summary>
    /// <param name="visitor">The browser that sends the request, if it sent its visitor id.</param>
    public Task<IntakeOutcome> ReceiveAsync(Site site, RequestDraft draft, Visitor? visitor, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Checks a code. The right one opens an unverified request, and opens the page of the request for somebody who lost the secret.</summary>
    public Task<CodeResult> EnterCodeAsync(Site site, Guid id, string? code, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Sends another code, if the request exists and not too many were sent. The caller never learns which.</summary>
    public Task RenewCodeAsync(Site site, Guid id) => throw new NotImplementedException();

    /// <summary>A verified request; null if there is none, or if the secret is not the one of this request.</summary>
    public Task<PrivacyRequest?> FindAsync(Site site, Guid id, string? secret, CancellationToken ct) => throw new NotImplementedException();
}

/// <summary>A request as somebody sends it.</summary>
/// <param name="Type">The name of a <see cref="RequestType"/> on the wire.</param>
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
