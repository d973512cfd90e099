using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;

namespace ConsentHub.Intake;

/// <param name="Type"><c>access</c>, <c>rectification</c>, <c>erasure</c>, <c>restriction</c>, <c>portability</c>, <c>objection</c>, <c>complaint</c>, <c>guardian</c> or <c>categories</c>, if the site takes it. Required.</param>
/// <param name="Email">Where the code is sent. Required without a token.</param>
/// <param name="Token">The token that the site's server signed for the signed-in person. Instead of an address.</param>
/// <param name="Region">ISO 3166 code of the region whose law applies; absent: the region that the request came from.</param>
/// <param name="Lang">A language of the notice; absent: its default language.</param>
/// <param name="Message">What the requester writes, at most 2,000 characters.</param>
internal sealed record NewRequest(string? Type, string? Email, string? Token, string? Region, string? Lang, string? Message);

/// <param name="State"><c>unverified</c> until the code is entered, or <c>open</c>.</param>
/// <param name="Secret">Reads the request; absent until a code proves the identity.</param>
/// <param name="Due">When the answer is due; absent until the identity is proven.</param>
internal sealed record SentRequest(Guid Id, RequestState State, string? Secret, DateTimeOffset? Due);

/// <param name="Code">The eight digits of the newest message. Required.</param>
internal sealed record EnteredCode(string? Code);

/// <param name="Secret">Reads the request. Keep it like a password.</param>
/// <param name="Due">When the answer is due.</param>
internal sealed record VerifiedRequest(Guid Id, RequestState State, string Secret, DateTimeOffset? Due);

/// <param name="State"><c>open</c>, <c>answered</c> or <c>refused</c>.</param>
/// <param name="Message">What the requester wrote.</param>
/// <param name="Answer">What the site wrote; absent while the request is open, and 90 days after the answer.</param>
/// <param name="Statement">The statement about the answer with the proof that it is in the site's log (schemas/receipt-1.json); absent while the request is open.</param>
internal sealed record ShownRequest(
    Guid Id, RequestType Type, RequestState State, string Region, string? Message, DateTimeOffset ReceivedAt, DateTimeOffset? VerifiedAt, DateTimeOffset? Due, DateTimeOffset? ClosedAt,
    string? Answer, JsonObject? Statement)
{
    public static ShownRequest Of(PrivacyRequest request, JsonObject? statement) => new(
        request.Id, request.Type, request.State, request.Region, request.Message, request.ReceivedAt, request.VerifiedAt, request.Due, request.ClosedAt, request.Answer, statement);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(NewRequest))]
[JsonSerializable(typeof(SentRequest))]
[JsonSerializable(typeof(EnteredCode))]
[JsonSerializable(typeof(VerifiedRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
