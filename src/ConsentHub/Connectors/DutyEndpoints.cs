using System.Globalization;
using System.Text.Json.Nodes;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Http;
using ConsentHub.Promises;
using ConsentHub.Receipts;
using ConsentHub.Sites.Model;

namespace ConsentHub.Connectors;

/// <summary>Endpoints with which a system fetches what it has to do, and says that it is done.</summary>
internal static class DutyEndpoints
{
    public static void MapDuties(this IEndpointRouteBuilder app)
    {
        // The key is checked before the site, so that callers without a key can't find out which sites exist.
        var site = app.MapGroup("/v1/sites/{site}/duties").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Connectors");
        site.MapGet("", List).Audits(AuditActions.DutyList).Produces<DutyPage>().ProducesProblems(400, 401, 403, 404, 503)
            .WithName("listDuties").WithSummary("A page of the duties that are not acknowledged, by due time")
            .WithDescription("A connector gets the duties of its own system, an administrator those of all systems.").WithQuery(DutyListQuery.Parameters);
        site.MapPost("/{id}/ack", Acknowledge).Audits(AuditActions.DutyAcknowledge).Accepts<AcknowledgementRequest>("application/json").Produces<AcknowledgedDuty>()
            .ProducesProblems(400, 401, 403, 404, 409, 413, 415, 422, 503)
            .WithName("acknowledgeDuty").WithSummary("Say that a duty is done, or why it is not")
            .WithDescription("Seals a statement in the site's log. A repeat returns the first statement, whatever it says.");
        site.MapGet("/{id}/statement", Prove).Audits(AuditActions.DutyStatement).Produces<JsonObject>().ProducesProblems(401, 403, 404, 503)
            .WithName("getDutyStatement").WithSummary("The statement about an acknowledged duty, with the proof that it is in the site's log")
            .WithDescription("JSON (schemas/receipt-1.json), which anybody can verify with the site's public keys.");
    }

    private static async Task<IResult> List(HttpContext context, IDutyStore duties, IHoldStore holds, TimeProvider time)
    {
        var site = context.Site();
        var now = time.GetUtcNow();
        var (query, limit, errors) = DutyListQuery.Read(context.Request.Query, site.Number, context.ApiKey().System, now);
        if (query is null)
            return Problems.Query(errors);

        // One extra duty shows whether there is a next page.
        var found = await duties.ListAsync(query with { Limit = limit + 1 }, context.RequestAborted);
        var held = DutyHold.InForce(await holds.ListAsync(site.Number, context.RequestAborted), now);
        var page = found.Take(limit).ToList();
        context.Audit().Detail = string.Create(CultureInfo.InvariantCulture, $"system {query.HeldBy ?? "all"}, due before {Rfc3339.Of(query.DueBefore!.Value)}, {page.Count} duties");
        return TypedResults.Json(
            new DutyPage([.. page.Select(d => ListedDuty.Of(d, held.GetValueOrDefault(d.Class), now))], found.Count > limit ? DutyListQuery.CursorAfter(page[^1]) : null),
            ConnectorJson.Default.DutyPage);
    }

    private static async Task<IResult> Prove(HttpContext context, string id, IDutyStore duties, ReceiptIssuer receipts)
    {
        var site = context.Site();
        var statement = Guid.TryParseExact(id, "D", out var duty) ? await duties.FindStatementAsync(site.Number, duty, context.ApiKey().System, context.RequestAborted) : null;
        if (statement is null)
            return Problems.Of(404, "unknown_duty", "There is no acknowledged duty with this id for this key.");

        context.Audit().Detail = string.Create(CultureInfo.InvariantCulture, $"leaf {statement.LeafIndex}");
        return TypedResults.Json(await receipts.StateAsync(site, statement, context.RequestAborted), ConnectorJson.Default.JsonObject);
    }

    private static async Task<IResult> Acknowledge(HttpContext context, string id, IDutyStore duties, AuditTrail trail, TimeProvider time)
    {
        var (request, problem) = await JsonBody.ReadAsync(
            context, ConnectorJson.Default.AcknowledgementRequest, JsonBody.PublicLimit, field => field == "count" ? "must be a whole number" : "must be a string");
        if (request is null)
            return problem!;

        var (said, errors) = AcknowledgementRules.Check(request.Outcome, request.Count, request.Evidence, request.Reason);
        if (said is null)
            return Problems.Fields(errors);

        var site = context.Site();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var outcome = Guid.TryParseExact(id, "D", out var duty)
            ? await duties.AcknowledgeAsync(site.Number, site.Key, duty, context.ApiKey().System, said, context.ApiKey().ToActor(), await trail.SealerAsync(), now)
            : new AcknowledgeOutcome.Unknown();
        switch (outcome)
        {
            case AcknowledgeOutcome.Sealed { Statement: var statement } done:
                if (!done.IsRepeat)
                    context.Audit().WrittenByStore();

                context.Audit().Detail = "acknowledged before";
                var record = statement.Record();
                return TypedResults.Json(new AcknowledgedDuty(duty, (string)record["outcome"]!, statement.LeafIndex, record), ConnectorJson.Default.AcknowledgedDuty);
            case AcknowledgeOutcome.Unknown:
                return Problems.Of(404, "unknown_duty", "There is no duty with this id for this key.");
            case AcknowledgeOutcome.Held { Hold: var hold }:
                var end = hold.Until is { } until ? $"until {Rfc3339.Of(until)}" : "until somebody lifts it";
                return Problems.Of(409, "held", $"The hold {hold.Id} keeps this data {end}: {hold.Reason}. Delete nothing, and acknowledge the duty after that.");
            case AcknowledgeOutcome.NeedsReply { Request: var unanswered }:
                return Problems.Of(409, "needs_answer", $"This is the duty to answer a privacy request. Send the answer to POST /v1/admin/sites/{site.Key}/requests/{unanswered}/answer.");
            default:
                throw new InvalidOperationException($"No response for {outcome.GetType().Name}.");
        }
    }
}

/// <param name="Next">Value of <c>after</c> for the next page; absent on the last page.</param>
internal sealed record DutyPage(IReadOnlyList<ListedDuty> Duties, string? Next);

/// <param name="Class">The class of data that is to be deleted, as the site's notice names it.</param>
/// <param name="System">The system that has to do it.</param>
/// <param name="After">The kind of event that began the period; absent for a duty that recurs each day.</param>
/// <param name="Subject">Whose data it is; absent for a duty that recurs: it concerns everybody's data.</param>
/// <param name="Begins">When the period began. Without a subject: delete what was collected before this time.</param>
/// <param name="Due">The time by which it is promised to be done.</param>
/// <param name="Overdue">Whether that time has passed, and no hold is in force.</param>
/// <param name="Hold">The hold that is in force; absent if there is none. Delete nothing while there is one.</param>
internal sealed record ListedDuty(
    Guid Id, string Class, string System, RetentionEvent? After, string? Subject, DateTimeOffset Begins, DateTimeOffset Due, bool Overdue, DutyHold? Hold)
{
    public static ListedDuty Of(Duty duty, Hold? hold, DateTimeOffset now) => new(
        duty.Id, duty.Class, duty.HeldBy, duty.After, duty.Subject, duty.Begins, duty.Due, hold is null && duty.Due < now, hold is null ? null : new DutyHold(hold.Id, hold.Reason, hold.Until));
}

/// <param name="Reason">Why the data is kept.</param>
/// <param name="Until">When the hold ends; absent until somebody lifts it.</param>
internal sealed record DutyHold(string Id, string Reason, DateTimeOffset? Until)
{
    /// <summary>The hold that is in force for each class; among several, the one that ends last.</summary>
    public static Dictionary<string, Hold> InForce(IReadOnlyList<Hold> holds, DateTimeOffset now) => holds.Where(h => h.IsInForce(now))
        .GroupBy(h => h.Class, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(h => h.Until ?? DateTimeOffset.MaxValue)!, StringComparer.Ordinal);
}

/// <param name="Outcome"><c>done</c> or <c>refused</c>. Required.</param>
/// <param name="Count">How many items were deleted; only for <c>done</c>.</param>
/// <param name="Evidence">Where your own proof is, such as the number of a job; only for <c>done</c>. It is sealed for good, so it must not name a person.</param>
/// <param name="Reason">Why the data is kept; required for <c>refused</c>, and only for it. It is sealed for good, so it must not name a person.</param>
internal sealed record AcknowledgementRequest(string? Outcome, long? Count, string? Evidence, string? Reason);

/// <param name="Outcome"><c>kept</c> if it was done by the due time, <c>late</c> if after it, <c>refused</c>.</param>
/// <param name="LeafIndex">Position of the statement in the site's log.</param>
/// <param name="Record">The statement as it is sealed. It names no subject.</param>
internal sealed record AcknowledgedDuty(Guid Id, string Outcome, long LeafIndex, JsonObject Record);
