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

    /// <summary>Whether the records of a browser are erased at once.</summary>
    public static bool Erases(PrivacyRequest request, out Visitor visitor)
    {
        visitor = default;
        if (request.Type is not (RequestType.Erasure or RequestType.Guardian) || !Visitor.TryParse(request.Visitor, out var sender))
            return false;

        visitor = sender.Value;
        return true;
    }

    /// <summary>Does what the hub can do itself: erases the records of the browser that asked for it.</summary>
    /// <remarks>The request stays open, because the site has other data. <see cref="UnfinishedErasures"/> repeats what failed.</remarks>
    public async Task DoAsync(Site site, PrivacyRequest request)
    {
        if (!Erases(request, out var visitor))
            return;

        try
        {
            await erasures.EraseAsync(site, visitor);
        }
        catch (Exception e)
        {
            Log.NotErased(log, site.Key, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Error, "A privacy request at site {Site} is open, but the records of its browser could not be erased: {Reason}. The hub retries in ten minutes.")]
        public static partial void NotErased(ILogger logger, string site, string reason);
    }
}
