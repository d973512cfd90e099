using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Http;
using ConsentHub.Requests;

namespace ConsentHub.Admin;

/// <summary>Privacy requests, for the people who answer them.</summary>
internal static class RequestHandlingEndpoints
{
    public static void MapRequestHandling(this IEndpointRouteBuilder app)
    {
        var requests = app.MapGroup("/v1/admin/sites/{site}/requests").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Administration");
        requests.MapGet("", List).Audits(AuditActions.RequestRead).Produces<RequestPage>().ProducesProblems(400, 401, 403, 404, 503)
            .WithName("listRequests").WithSummary("A page of the privacy requests whose sender is known, by due time").WithQuery(RequestListQuery.Parameters);
        requests.MapGet("/{id}", Get).Audits(AuditActions.RequestRead).Produces<PrivacyRequest>().ProducesProblems(401, 403, 404, 503)
            .WithName("getRequestToAnswer").WithSummary("One privacy request");
        requests.MapPost("/{id}/answer", Answer).Audits(AuditActions.RequestClose).Accepts<AnswerRequest>("application/json").Produces<AnsweredRequest>()
            .ProducesProblems(400, 401, 403, 404, 413, 415, 422, 503)
            .WithName("answerRequest").WithSummary("Answer a privacy request, and close it")
            .WithDescription("The requester reads the text. The site's log gets a statement without it. A refusal ends the restriction that the request placed. A repeat returns the first answer, whatever it says.");
        requests.MapDelete("/{id}/restriction", Lift).Audits(AuditActions.RestrictionLift).Produces(204).ProducesProblems(401, 403, 404, 503)
            .WithName("liftRestriction").WithSummary("Lift the restriction that a request placed")
            .WithDescription("Inform the requester first (GDPR Art. 18(3)).");
    }

    private static async Task<IResult> List(HttpContext context, IRequestStore store)
    {
        var (query, limit, errors) = RequestListQuery.Read(context.Request.Query, context.Site().Number);
        if (query is null)
            return Problems.Query(errors);

        // One extra request shows whether there is a next page.
        var found = await store.ListAsync(query with { Limit = limit + 1 }, context.RequestAborted);
        var page = found.Take(limit).ToList();
        context.Audit().Detail = string.Create(CultureInfo.InvariantCulture, $"state {(query.State is { } state ? WireNames<RequestState>.Of(state) : "any")}, {page.Count} requests");
        return TypedResults.Json(new RequestPage(page, found.Count > limit ? RequestListQuery.CursorAfter(page[^1]) : null), RequestHandlingJson.Default.RequestPage);
    }

    private static async Task<IResult> Get(HttpContext context, string id, IRequestStore store)
    {
        if (!Guid.TryParseExact(id, "D", out var request) || await store.FindAsync(context.Site().Number, request, context.RequestAborted) is not { Request: { State: not RequestState.Unverified } found })
            return Unknown();

        context.Audit().Detail = id;
        return TypedResults.Json(found, RequestHandlingJson.Default.PrivacyRequest);
    }

    private static async Task<IResult> Answer(HttpContext context, string id, IRequestStore store, AuditTrail trail, TimeProvider time)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, RequestHandlingJson.Default.AnswerRequest, JsonBody.PublicLimit, _ => "must be a string");
        if (body is null)
            return problem!;

        var (answer, errors) = AnswerRules.Check(body.Outcome, body.Text);
        if (answer is null)
            return Problems.Fields(errors);

        var site = context.Site();
        var outcome = Guid.TryParseExact(id, "D", out var request)
            ? await store.AnswerAsync(site.Number, site.Key, request, answer, context.ApiKey().ToActor(), await trail.SealerAsync(), time.GetUtcNow())
            : new AnswerOutcome.Unknown();
        switch (outcome)
        {
            case AnswerOutcome.Closed closed:
                if (!closed.IsRepeat)
                    context.Audit().WrittenByStore();

                context.Audit().Detail = "answered before";
                return TypedResults.Json(
                    new AnsweredRequest(closed.Request, closed.Statement.LeafIndex, closed.Statement.Record()), RequestHandlingJson.Default.AnsweredRequest);
            case AnswerOutcome.Unknown:
                return Unknown();
            default:
                throw new InvalidOperationException($"No response for {outcome.GetType().Name}.");
        }
    }

    private static async Task<IResult> Lift(HttpContext context, string id, IRequestStore store, AuditTrail trail, TimeProvider time)
    {
        var site = context.Site();
        if (!Guid.TryParseExact(id, "D", out var request) || !await store.LiftAsync(site.Number, site.Key, request, context.ApiKey().ToActor(), await trail.SealerAsync(), time.GetUtcNow()))
            return Problems.Of(404, "unknown_restriction", "No request with this id restricts the use of data.");

        context.Audit().WrittenByStore();
        return TypedResults.NoContent();
    }

    private static IResult Unknown() => Problems.Of(404, "unknown_request", "There is no privacy request with this id whose sender is known.");
}

/// <param name="Next">Value of <c>after</c> for the next page; absent on the last page.</param>
internal sealed record RequestPage(IReadOnlyList<PrivacyRequest> Requests, string? Next);

/// <param name="Outcome"><c>done</c>, or <c>refused</c> if the site does not do what was requested. Required.</param>
/// <param name="Text">What the requester reads; for a refusal the reason, and where to complain. Required.</param>
internal sealed record AnswerRequest(string? Outcome, string? Text);

/// <param name="LeafIndex">Position of the statement in the site's log.</param>
/// <param name="Statement">The sealed statement. It names no person.</param>
internal sealed record AnsweredRequest(PrivacyRequest Request, long LeafIndex, JsonObject Statement);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(AnswerRequest))]
[JsonSerializable(typeof(AnsweredRequest))]
[JsonSerializable(typeof(RequestPage))]
[JsonSerializable(typeof(PrivacyRequest))]
internal sealed partial class RequestHandlingJson : JsonSerializerContext;
