using System.Text.Json.Serialization;
using ConsentHub.Duties;
using ConsentHub.Http;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConsentHub.Connectors;

/// <summary>The public endpoint that says how a site keeps its promised periods.</summary>
internal static class PromiseEndpoints
{
    public static void MapPromises(this IEndpointRouteBuilder app)
    {
        var site = app.MapGroup("/v1/sites/{site}/promises").AddEndpointFilter<SiteFilter>().RequireCors(SiteCorsPolicies.Public).WithTags("Connectors");
        site.MapGet("", List).Produces<PromiseList>().ProducesProblems(404).WithName("listPromises").WithSummary("How long the site keeps each class of data, who deletes it, and what is overdue")
            .WithDescription("What another system has done is that system's word. Counts are of the hub's last turn, at most a minute or two old.");
    }

    private static JsonHttpResult<PromiseList> List(HttpContext context, DutyRun run)
    {
        var site = context.Site();
        context.Response.Headers.CacheControl = "public, max-age=60";
        var counts = run.Counts;
        return TypedResults.Json(
            new PromiseList(
                site.Key, site.Latest.Version, counts.At, [.. site.Latest.Content.Retention.Select(r => StateOf(r, site, counts)), .. RequestsOf(site, counts)]), ConnectorJson.Default.PromiseList);
    }

    /// <summary>The promise to answer each type of privacy request that the site takes.</summary>
    private static IEnumerable<PromiseState> RequestsOf(Site site, DutyCounts counts) => (site.Latest.Content.Requests?.TypesTaken() ?? []).Select(type =>
    {
        var name = SiteRequests.ClassOf(type);
        var count = counts.At is null ? null : counts.Of(site.Number, name);
        var period = site.Latest.Content.Requests!.Deadlines.FirstOrDefault(p => p.Types.Contains(type))?.Within;
        return new PromiseState(name, period, null, RetentionEvent.RequestReceived, KeptBy.System, count?.Open, count?.Overdue, count?.Oldest);
    });

    private static PromiseState StateOf(RetentionClass data, Site site, DutyCounts counts)
    {
        var keptBy = data.HeldBy is not null ? KeptBy.System : data.Id is RetentionClass.ConsentRecords or RetentionClass.Backups ? KeptBy.Consenthub : KeptBy.NotConnected;
        var count = keptBy == KeptBy.System && counts.At is not null ? counts.Of(site.Number, data.Id) : null;
        return new PromiseState(data.Id, data.Period, data.While, data.After, keptBy, count?.Open, count?.Overdue, count?.Oldest);
    }
}

/// <summary>Who deletes a class of data when its period is over.</summary>
[JsonConverter(typeof(WireEnum<KeptBy>))]
internal enum KeptBy
{
    /// <summary>This hub.</summary>
    Consenthub,

    /// <summary>A system of the site, or the people who answer its privacy requests. The hub hands out their duties and records what they say.</summary>
    System,

    /// <summary>The site itself. The hub can't say anything about it.</summary>
    NotConnected,
}

/// <param name="Notice">The latest version of the notice, which makes these promises.</param>
/// <param name="CountedAt">When the duties were counted; absent right after the start of the hub.</param>
internal sealed record PromiseList(string Site, int Notice, DateTimeOffset? CountedAt, IReadOnlyList<PromiseState> Promises);

/// <param name="Class">Id of the class of data; <c>request_</c> and a type for the promise to answer privacy requests.</param>
/// <param name="Period">How long it is kept, as an ISO 8601 period; absent if it has <c>while</c>. For requests: the site's own period, if it has one that is not in business days.</param>
/// <param name="While">The state during which it is kept; absent if it has a period.</param>
/// <param name="After">The event after which the period begins; absent: when the data is collected.</param>
/// <param name="Open">Duties that the system has not acknowledged; only for <c>system</c>.</param>
/// <param name="Overdue">How many of these are past their due time; only for <c>system</c>.</param>
/// <param name="OldestOverdue">Due time of the first overdue duty; absent if none is overdue.</param>
internal sealed record PromiseState(
    string Class, string? Period, string? While, RetentionEvent? After, KeptBy KeptBy, long? Open, long? Overdue, DateTimeOffset? OldestOverdue);
