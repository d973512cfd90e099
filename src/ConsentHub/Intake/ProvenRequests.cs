using ConsentHub.Consents;
using ConsentHub.Requests;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Intake;

/// <summary>What follows once it is proven whose request it is.</summary>
internal sealed partial class ProvenRequests(SiteDirectory sites, PendingErasures erasures, ILogger<ProvenRequests> log)
{
    /// <summary>What the store writes in the same transaction: the duty to answer, the duties of other systems, and what is restricted.</summary>
    public async ValueTask<VerifiedWork> WorkOfAsync(Site site, PrivacyRequest request, DateTimeOffset now) =>
        RequestWork.Of(request, await sites.FindNoticeAsync(site, request.Notice, CancellationToken.None) ?? site.Latest, site.Latest, now);

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

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Error, "A privacy request at site {Site} is open, but the records of its browser could not be erased: {Reason}. The request tells the site's staff to do it.")]
        public static partial void NotErased(ILogger logger, string site, string reason);
    }
}
