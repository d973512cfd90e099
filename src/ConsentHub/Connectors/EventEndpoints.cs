using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Http;

namespace ConsentHub.Connectors;

/// <summary>The endpoint at which systems report what happened to somebody's data or account.</summary>
internal static class EventEndpoints
{
    private const int LongestBody = 1024 * 1024, MostEvents = 1000;

    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        // The key is checked before the site, so that callers without a key can't find out which sites exist.
        var site = app.MapGroup("/v1/sites/{site}/events").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Connectors");
        site.MapPost("", Add).Audits(AuditActions.EventsAdd).Accepts<EventRequest>(JsonLines.MediaType).Produces<EventsResponse>().ProducesProblems(400, 401, 403, 404, 409, 413, 415, 422, 503)
            .WithName("addEvents").WithSummary("Report events, one JSON object a line, at most 1,000 lines and 1 MiB")
            .WithDescription("Stores all events or none. An event whose id and content are known changes nothing, within 90 days.");
    }

    private static async Task<IResult> Add(HttpContext context, IDutyStore duties, DutySignal signal, AuditTrail trail, TimeProvider time)
    {
        var (requests, problem) = await JsonLines.ReadAsync(context, ConnectorJson.Default.EventRequest, "events", LongestBody, MostEvents, _ => "must be a string");
        if (requests is null)
            return problem!;

        var site = context.Site();
        var rules = DutyRules.Of(site.Latest);
        if (rules.All.Count == 0)
            return Problems.Of(409, "not_connected", "No class of data in this site's notice names a system that holds it (heldBy), so events give no duties. Nothing was stored.");

        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var check = new EventRules(rules, now);
        var events = requests.Select((r, i) => check.Check($"events[{i}].", r.Id, r.Kind, r.Class, r.Subject, r.At)).ToList();
        if (check.Errors.Any)
            return Problems.Fields(check.Errors);

        var known = events.Select(e => new EventWithDuties(e!, [.. rules.Of(e!, now)])).ToList();
        switch (await duties.AddAsync(site.Number, site.Key, known, context.ApiKey().ToActor(), await trail.SealerAsync(), now))
        {
            case EventsOutcome.Stored stored:
                context.Audit().WrittenByStore();
                if (stored.Duties > 0)
                    signal.Set();

                return TypedResults.Json(new EventsResponse(stored.Added, stored.Known, stored.Duties), ConnectorJson.Default.EventsResponse);
            case EventsOutcome.Conflict conflict:
                return Problems.Of(
                    409, "event_conflict", "An id already belongs to another event. Nothing was stored. Make a new id for a new event.",
                    FieldErrors.Of($"events[{conflict.Index}].id", "belongs to another event"));
            case var outcome:
                throw new InvalidOperationException($"No response for {outcome.GetType().Name}.");
        }
    }
}

/// <param name="Id">Chosen by the sender, unique within the site: 1 to 64 of A-Z, a-z, 0-9, _, -, . and :. Required.</param>
/// <param name="Kind">What happened: <c>account_closed</c>, <c>last_activity</c>, <c>deletion_request</c>, <c>withdrawal</c>, <c>case_closed</c> or <c>service_ended</c>. Required.</param>
/// <param name="Class">The one class of data that it concerns; absent for every class whose period begins with such an event.</param>
/// <param name="Subject">Whose data it is: 16 to 64 of A-Z, a-z, 0-9, _ and -, a reference that only your systems can resolve, such as a keyed hash; never a name, an e-mail address or a phone number. Required.</param>
/// <param name="At">When it happened, in RFC 3339. Required.</param>
internal sealed record EventRequest(string? Id, string? Kind, string? Class, string? Subject, string? At);

/// <param name="Added">Events that were stored.</param>
/// <param name="Known">Events that were known before.</param>
/// <param name="Duties">Duties that were added or put off.</param>
internal sealed record EventsResponse(int Added, int Known, int Duties);
