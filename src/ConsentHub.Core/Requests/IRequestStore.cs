using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Sites.Model;

namespace ConsentHub.Requests;

/// <summary>Stores privacy requests and restrictions of each site.</summary>
/// <remarks>Several processes may call at the same time: each code, each answer and each message counts once.</remarks>
internal interface IRequestStore
{
    /// <summary>Stores a new request, and sends its code unless the address got <see cref="RequestRules.UnverifiedAtOnce"/> of them lately. If its identity is proven already, the duty to answer and the restriction are written in the same transaction.</summary>
    /// <returns>False if the id is taken; nothing is stored then.</returns>
    Task<bool> AddAsync(int site, PrivacyRequest request, RequestSecrets secrets, VerifiedWork? proven);

    /// <summary>Checks the code of an unverified request, or of a requester who returns. An unverified request becomes open, with its duty and restriction, in the same transaction.</summary>
    /// <param name="hash">SHA-256 of the code that was entered.</param>
    /// <param name="proven">What to write if the code is right.</param>
    Task<CodeOutcome> VerifyAsync(int site, Guid id, byte[] hash, VerifiedWork proven, DateTimeOffset now);

    /// <summary>Sets a new code, which is to be sent, for a request that is not removed. Nothing happens if there is none, or too many codes were sent.</summary>
    /// <param name="hashOf">SHA-256 of the code with this number. The first code of a request has the number 1.</param>
    Task RenewCodeAsync(int site, Guid id, Func<int, byte[]> hashOf, DateTimeOffset now);

    Task<StoredRequest?> FindAsync(int site, Guid id, CancellationToken ct);

    /// <summary>Verified requests, by due time and then by id.</summary>
    Task<IReadOnlyList<PrivacyRequest>> ListAsync(RequestQuery query, CancellationToken ct);

    /// <summary>Closes a request: stores the answer, discharges its duty with a sealed statement, and writes the audit entry, in one transaction. A refusal ends the restriction. A repeat returns the first outcome.</summary>
    Task<AnswerOutcome> AnswerAsync(int site, string key, Guid id, RequestAnswer answer, Actor by, AuditSealer sealer, DateTimeOffset now);

    /// <summary>Whether processing of the data of a subject or of a visitor is restricted (GDPR Art. 18).</summary>
    /// <param name="subject">A subject reference or a visitor's pseudonym.</param>
    Task<bool> IsRestrictedAsync(int site, string subject, CancellationToken ct);

    /// <summary>Lifts the restriction that a request placed, with the audit entry, in one transaction.</summary>
    /// <returns>False if there is none.</returns>
    Task<bool> LiftAsync(int site, string key, Guid request, Actor by, AuditSealer sealer, DateTimeOffset now);

    /// <summary>Takes messages that are due, for at most <paramref name="lease"/>: another process gets them only after it.</summary>
    Task<IReadOnlyList<RequestMail>> TakeMailAsync(DateTimeOffset now, TimeSpan lease, int limit);

    /// <summary>Stores what became of a message.</summary>
    /// <param name="nextAt">When the next attempt is due; null if it was sent or is given up.</param>
    Task FinishMailAsync(RequestMail mail, DateTimeOffset? nextAt);

    /// <summary>Whether <see cref="RunAsync"/> has anything to do.</summary>
    Task<bool> IsAnyDueAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Deletes requests that nobody verified within <see cref="RequestRules.CodeValid"/>, and the personal data of requests closed longer than <see cref="RequestRules.AnswerKept"/>.</summary>
    Task RunAsync(DateTimeOffset now);
}

/// <summary>What proves that somebody may read a request.</summary>
/// <param name="Secret">SHA-256 of the secret that the sender got; it opens the request once it is verified.</param>
/// <param name="Code">SHA-256 of the code that is sent by mail; null if none is needed.</param>
internal sealed record RequestSecrets(byte[] Secret, byte[]? Code);

/// <param name="SecretHash">SHA-256 of the sender's secret.</param>
internal sealed record StoredRequest(PrivacyRequest Request, byte[] SecretHash);

/// <summary>What is written once the identity is proven.</summary>
/// <param name="Duty">The site's duty to answer. It has the id of the request.</param>
/// <param name="Event">The event that gives other systems their duties, with these; null if the requester has no subject or the type has no event.</param>
/// <param name="Restrict">The subjects whose data is restricted from now on; empty for all types but <see cref="RequestType.Restriction"/>.</param>
internal sealed record VerifiedWork(DateTimeOffset At, Duty Duty, EventWithDuties? Event, IReadOnlyList<string> Restrict);

/// <param name="IsDone">False if the site refuses.</param>
/// <param name="Text">What the requester reads.</param>
internal sealed record RequestAnswer(bool IsDone, string Text)
{
    public RequestState State => IsDone ? RequestState.Answered : RequestState.Refused;

    /// <summary>What the statement says in the place of the site's duty. The text stays out of the log, because it may name a person.</summary>
    public Acknowledgement ToAcknowledgement() => new(IsDone, null, null, IsDone ? null : RequestRules.RefusalReason);
}

/// <param name="State">Only requests in this state; null for all that are verified.</param>
/// <param name="After">The due time and id of the last request of the previous page; null for the first page.</param>
internal sealed record RequestQuery(int Site, RequestState? State, (DateTimeOffset Due, Guid Id)? After, int Limit);

/// <summary>A message to a requester that is due.</summary>
/// <param name="Code">The number of the newest code; 0 if the request has none.</param>
/// <param name="Attempts">Failed attempts to send it.</param>
internal sealed record RequestMail(int Site, PrivacyRequest Request, RequestMailKind Kind, int Code, int Attempts);

/// <summary>What a message says.</summary>
internal enum RequestMailKind
{
    /// <summary>The code that proves the identity.</summary>
    Code,

    /// <summary>That the request is open, and when the answer is due.</summary>
    Opened,

    /// <summary>That the answer can be read.</summary>
    Closed,
}

/// <summary>The result of a code.</summary>
internal enum CodeOutcome
{
    /// <summary>The code is right.</summary>
    Verified,

    /// <summary>The code is wrong or too old, or the request is unknown.</summary>
    Wrong,

    /// <summary>Too many wrong codes: only a new code opens the request.</summary>
    Exhausted,
}

/// <summary>The result of an answer.</summary>
internal abstract record AnswerOutcome
{
    private AnswerOutcome()
    {
    }

    /// <param name="Statement">What is sealed in the site's log.</param>
    /// <param name="IsRepeat">The request was closed before; nothing was written.</param>
    public sealed record Closed(PrivacyRequest Request, DutyStatement Statement, bool IsRepeat = false) : AnswerOutcome;

    /// <summary>There is no such verified request.</summary>
    public sealed record Unknown : AnswerOutcome;
}
