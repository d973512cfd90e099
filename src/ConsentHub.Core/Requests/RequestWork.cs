using ConsentHub.Duties;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Requests;

/// <summary>What follows once it is proven who sent a request.</summary>
internal static class RequestWork
{
    /// <param name="shown">The notice that was in force when the request arrived; its deadlines count.</param>
    /// <param name="latest">The site's latest notice; other systems have the duties that it promises.</param>
    public static VerifiedWork Of(PrivacyRequest request, PublishedNotice shown, PublishedNotice latest, DateTimeOffset now)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        return new VerifiedWork(at, DutyOf(request, shown), EventOf(request, latest, at), RestrictedBy(request));
    }

    private static Duty DutyOf(PrivacyRequest request, PublishedNotice shown)
    {
        var id = request.Id.ToString();
        var due = AnswerDeadline.Of(shown.Content.Requests, request.Type, request.Region, request.ReceivedAt);
        return new Duty(request.Id, SiteRequests.ClassOf(request.Type), SiteRequests.Owner, RetentionEvent.RequestReceived, id, request.ReceivedAt, due, request.Notice, id);
    }

    /// <summary>A request to delete is the event that begins the periods of the classes that other systems hold.</summary>
    private static EventWithDuties? EventOf(PrivacyRequest request, PublishedNotice latest, DateTimeOffset at)
    {
        if (request.Type is not (RequestType.Erasure or RequestType.Guardian) || (request.Subject ?? request.Visitor) is not { } subject)
            return null;

        var happened = new SubjectEvent($"request:{request.Id}", RetentionEvent.DeletionRequest, null, subject, at);
        return new EventWithDuties(happened, [.. DutyRules.Of(latest).Of(happened, at)]);
    }

    private static IReadOnlyList<string> RestrictedBy(PrivacyRequest request) =>
        request.Type == RequestType.Restriction ? [.. new[] { request.Subject, request.Visitor }.OfType<string>()] : [];
}
