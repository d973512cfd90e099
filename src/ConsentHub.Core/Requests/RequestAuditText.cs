using System.Globalization;
using ConsentHub.Sites.Model;

namespace ConsentHub.Requests;

/// <summary>The details of the audit entries of answers and lifted restrictions. They name no person.</summary>
internal static class RequestAuditText
{
    /// <summary>"018f…: erasure answered, leaf 812".</summary>
    public static string Answered(PrivacyRequest request, long leaf) => string.Create(
        CultureInfo.InvariantCulture, $"{request.Id}: {WireNames<RequestType>.Of(request.Type)} {WireNames<RequestState>.Of(request.State)}, leaf {leaf}");

    public static string Lifted(Guid request) => request.ToString();
}
