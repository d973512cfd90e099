using System.Text.Json.Serialization;
using ConsentHub.Sites.Model;

namespace ConsentHub.Requests;

/// <summary>Somebody's request under a privacy law about the data of one site.</summary>
/// <param name="Type">What is requested.</param>
/// <param name="State">How far it is.</param>
/// <param name="Lang">Language in which the requester reads.</param>
/// <param name="Region">ISO 3166 code of the requester's region, or <c>ZZ</c>; the deadline of its law counts.</param>
/// <param name="Email">Where the hub reaches the requester; null if the site's token proved the identity, and once the address is removed.</param>
/// <param name="Subject">Whose data it is, as the site's token says; null if a code by mail proved the identity.</param>
/// <param name="Visitor">Pseudonym of the browser that sent the request, if it also sent its visitor id; null otherwise.</param>
/// <param name="Message">What the requester wrote; null if nothing, and once it is removed.</param>
/// <param name="VerifiedAt">When the identity was proven; null before.</param>
/// <param name="Due">When the answer is due; null before the identity is proven.</param>
/// <param name="ClosedAt">When the site answered; null before.</param>
/// <param name="Answer">What the site wrote to the requester; null before, and once it is removed.</param>
/// <param name="Notice">The notice version that was in force when the request arrived.</param>
internal sealed record PrivacyRequest(
    Guid Id, RequestType Type, RequestState State, string Lang, string Region, string? Email, string? Subject, string? Visitor, string? Message,
    DateTimeOffset ReceivedAt, DateTimeOffset? VerifiedAt, DateTimeOffset? Due, DateTimeOffset? ClosedAt, string? Answer, int Notice);

/// <summary>How far a request is.</summary>
[JsonConverter(typeof(WireEnum<RequestState>))]
internal enum RequestState
{
    /// <summary>Nobody proved yet whose request it is. Nothing is shown or done.</summary>
    Unverified,

    /// <summary>The site has to answer.</summary>
    Open,

    /// <summary>The site did what was requested.</summary>
    Answered,

    /// <summary>The site refused, and said why.</summary>
    Refused,
}
