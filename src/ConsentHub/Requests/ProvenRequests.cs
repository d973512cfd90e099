using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Requests;

/// <summary>What follows once it is proven whose request it is.</summary>
internal sealed partial class ProvenRequests(PendingErasures erasures, ILogger<ProvenRequests> log)
{
    /// <summary>What the store writes in the same transaction: the duty to answer, the duties of other systems, and what is restricted.</summary>
    public static VerifiedWork WorkOf(Site site, PrivacyRequest request, DateTimeOffset now)
    {
        // The statement about the duty has the request's id, so that nothing else has to lead from one to the other.
        var duty = new Duty(
            request.Id, SiteRequests.ClassOf(request.Type), SiteRequests.Owner, After: null, request.Id.ToString(), now, now.AddMonths(1), site.Latest.Version, request.Id.ToString());
        return new VerifiedWork(
            now, duty, EventOf(site, request, now), request.Type == RequestType.Restriction ? [.. new[] { request.Subject, request.Visitor }.OfType<string>()] : []);
    }

    /// <summary>Does what the hub can do itself: erases the records of the browser that asked for it.</summary>
    /// <remarks>The request stays open, because the site has other data. A failure therefore loses no promise: the person who answers sees that the browser has records.</remarks>
    public async Task DoAsync(Site site, PrivacyRequest request)
    {
        if (request.Type is not (RequestType.Erasure or RequestType.Guardian) || !Visitor.TryParse(request.Visitor, out var visitor))
            return;

        try
        {
            await erasures.EraseAsync(site, visitor.Value);
        }
        catch (Exception e)
        {
            Log.NotErased(log, site.Key, e.GetType().Name);
        }
    }

    /// <summary>The event that gives the systems of the site their duties; null if there is no subject that they know.</summary>
    private static EventWithDuties? EventOf(Site site, PrivacyRequest request, DateTimeOffset now)
    {
        if (request.Type != RequestType.Erasure || request.Subject is null)
            return null;

        var happened = new SubjectEvent($"request:{request.Id}", RetentionEvent.DeletionRequest, Class: null, request.Subject, now);
        return new EventWithDuties(happened, [.. DutyRules.Of(site.Latest).Of(happened, now)]);
    }

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Error, "A privacy request at site {Site} is open, but the records of its browser could not be erased: {Reason}. The request tells the site's staff to do it.")]
        public static partial void NotErased(ILogger logger, string site, string reason);
    }
}
