using System.Globalization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Limits;
using ConsentHub.Metrics;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Visitors.Responses;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Visitors;

/// <summary>The public endpoints for browsers and apps. They record, read, withdraw, export and erase choices, and count impressions.</summary>
internal static class ConsentEndpoints
{
    public static void MapConsents(this RouteGroupBuilder site)
    {
        site.MapPost("/consents", Record)
            .ShedOverload().LimitWrites().AddEndpointFilter<OriginFilter>().Audits(AuditActions.ConsentRecord)
            .Accepts<ConsentRequest>("application/json", "text/plain")
            .Produces<ConsentResponse>(201).Produces<ConsentResponse>().ProducesProblems(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503)
            .WithName("recordConsent").WithSummary("Store a visitor's choice").WithDescription("201 once the choice is synced to disk. 200 if nothing was written, because the request is a retry with the same id and content, or repeats the current choice.");

        site.MapGet("/consent", Current)
            .Produces<ConsentResponse>().ProducesProblems(400, 404).WithName("getConsent").WithSummary("The visitor's current choice").WithVisitorHeader();

        site.MapGet("/consent/history", History)
            .Produces<ConsentHistory>().ProducesProblems(400, 404).WithName("listConsents").WithSummary("A page of the visitor's choices, newest first").WithVisitorHeader().WithQuery([HistoryQuery.CursorParameter, HistoryQuery.LimitParameter]);

        site.MapGet("/visitor/export", Export)
            .Produces<VisitorExport>().ProducesProblems(400, 404, 426).WithName("exportVisitor").WithSummary("Stream all data that is stored about the visitor (GDPR Art. 15, 20)").WithVisitorHeader();

        site.MapDelete("/visitor", Erase)
            .LimitWrites().AddEndpointFilter<OriginFilter>()
            .Produces<ErasureResponse>().Produces<ErasurePendingResponse>(202).ProducesProblems(400, 403, 404, 429, 503).WithName("eraseOwnVisitor").WithSummary("Erase the visitor (GDPR Art. 17)")
            .WithDescription("202 if the erasure takes longer than a few seconds. It is then certain to finish: repeat the request after the time in Retry-After to get the result with the statement.").WithVisitorHeader();

        site.MapPost("/shown", Shown)
            .ShedOverload().LimitWrites().AddEndpointFilter<OriginFilter>()
            .Accepts<ImpressionRequest>("application/json", "text/plain")
            .Produces(204).ProducesProblems(400, 403, 404, 413, 415, 422, 429, 503).WithName("countImpression").WithSummary("Count an impression of the banner, without any identifier");
    }

    private static async Task<IResult> Record(HttpContext context, ConsentRecorder recorder, OptionalKey key, AuditTrail trail, HubOrigin hub, HubSettings settings, TimeProvider time)
    {
        var site = context.Site();
        if (await key.CallerOfAsync(context) is not { } caller)
            return Results.Empty;

        var (request, problem) = await JsonBody.ReadAsync(context, ConsentRequestJson.Default.ConsentRequest, JsonBody.PublicLimit, ConsentWords.Expected);
        if (request is null)
            return problem!;

        var outcome = await recorder.RecordAsync(site, request, caller, ClientRegion.Of(context), ClientRegion.SendsGpc(context), context.RequestAborted);
        if (caller.IsKeyed)
            await trail.WriteAsync(caller.Actor, AuditActions.ConsentRecord, site.Key, Summary(request, outcome));
        if (outcome is not RecordOutcome.Recorded recorded)
            return Refuse(context, outcome, time);

        // Under a path of the site's own origin the hub sets the cookies itself, because some browsers limit the lifetime of cookies that scripts set.
        if (settings.PublicPath.Length > 0 && context.Request.Headers.Origin is [{ } origin] && hub.IsOwn(context, origin)
            && !ChoiceCookie.IsOvertaken(context, site, recorded.Record, recorded.Notice, request.Elapsed))
        {
            ChoiceCookie.Set(context, site, recorded.Record, recorded.Notice, request.VisitorId!);
            if (site.Allows(origin))
                DeniedCookies.Expire(context, site, recorded.Record, recorded.Notice);
        }

        VisitorHeader.NoStore(context);
        var response = JsonResponse.Begin();
        ConsentResponseWriter.Write(response, site.Key, recorded.Record, recorded.Notice, settings.PublicPath, recorded.LeafHash, status: null);
        await JsonResponse.SendAsync(context, response, recorded.Created ? 201 : 200);
        return Results.Empty;
    }

    /// <summary>Text for the audit trail: the action and the position of the record, but not the visitor. The record itself names the key.</summary>
    private static string Summary(ConsentRequest request, RecordOutcome outcome) => outcome is RecordOutcome.Recorded recorded
        ? string.Create(CultureInfo.InvariantCulture, $"{request.Action}, leaf {recorded.Record.LeafIndex}{(recorded.Created ? "" : ", stored before")}")
        : $"not stored: {outcome.GetType().Name}";

    /// <summary>The refusal of a choice that was not stored; null if it was.</summary>
    public static IResult? FindRefusal(HttpContext context, RecordOutcome outcome, TimeProvider time) => outcome is RecordOutcome.Recorded ? null : Refuse(context, outcome, time);

    private static IResult Refuse(HttpContext context, RecordOutcome outcome, TimeProvider time) => outcome switch
    {
        RecordOutcome.Busy => Problems.StoreBusy(context, "More choices are waiting than the hub can store at once. Send the choice again with the same id."),
        RecordOutcome.BeingErased => Problems.StoreBusy(context, "The records of this visitor are being erased. Send the choice again with the same id."),
        RecordOutcome.OverDailyLimit over => Problems.DailyLimit(context, over.Until, over.Until - time.GetUtcNow()),
        RecordOutcome.Invalid invalid => Problems.Fields(invalid.Errors),
        RecordOutcome.Conflict => Problems.Of(
            409, "id_conflict", "This id already belongs to a record with other content. Make a new id for a new choice.",
            FieldErrors.Of("id", "is taken by a record with other content")),
        RecordOutcome.Erased => Problems.Of(410, "erased", "The record of this id was erased on request. Do not send it again.", FieldErrors.Of("id", "belongs to an erased record")),
        _ => throw new InvalidOperationException($"No response for {outcome.GetType().Name}."),
    };

    private static async Task<IResult> Current(HttpContext context, VisitorRights rights, HubSettings settings)
    {
        if (!VisitorHeader.TryRead(context, out var visitor, out var problem))
            return problem;

        var site = context.Site();
        if (await rights.FindCurrentAsync(site, visitor, context.RequestAborted) is not { } choice)
            return Problems.NoConsent();

        if (choice.Changes.Count > 0)
            return JsonResponse.Of(choice.ToResponse(site.Key, settings.PublicPath), ConsentResponseJson.Default.ConsentResponse);

        var response = JsonResponse.Begin();
        ConsentResponseWriter.Write(response, site.Key, choice.Record, choice.Notice, settings.PublicPath, leafHash: null, choice.Status);
        await JsonResponse.SendAsync(context, response, 200);
        return Results.Empty;
    }

    private static async Task<IResult> History(HttpContext context, VisitorRights rights)
    {
        if (!VisitorHeader.TryRead(context, out var visitor, out var problem))
            return problem;

        var site = context.Site();
        return HistoryQuery.TryRead(context.Request.Query, site.Key, visitor, out var query, out problem)
            ? TypedResults.Json(await rights.HistoryAsync(site, visitor, query.From, query.Limit, context.RequestAborted), ConsentResponseJson.Default.ConsentHistory)
            : problem;
    }

    private static async Task<IResult> Export(HttpContext context, VisitorExportResult export) =>
        VisitorHeader.TryRead(context, out var visitor, out var problem) ? await export.SendAsync(context, context.Site(), visitor) : problem;

    private static async Task<IResult> Erase(HttpContext context, PendingErasures erasures)
    {
        if (!VisitorHeader.TryRead(context, out var visitor, out var problem))
            return problem;

        var site = context.Site();
        if (await erasures.EraseAsync(site, visitor) is { } erased)
            return JsonResponse.Of(erased, ConsentResponseJson.Default.ErasureResponse);

        context.Response.Headers.RetryAfter = Problems.Seconds(PendingErasures.AskAgain);
        return JsonResponse.Of(new ErasurePendingResponse(site.Key, visitor.ToString(), "erasing"), ConsentResponseJson.Default.ErasurePendingResponse, 202);
    }

    private static async Task<IResult> Shown(HttpContext context, SiteDirectory sites, IConsentStore store, HubMetrics metrics)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsentRequestJson.Default.ImpressionRequest, JsonBody.PublicLimit, ConsentWords.Expected);
        if (request is null)
            return problem!;

        var site = context.Site();
        var notice = await sites.FindNoticeAsync(site, request.Notice ?? 0, context.RequestAborted);
        var errors = new FieldErrors();
        if (notice is null)
            errors.Add("notice", "must be a published version of this site");
        if (request.Lang is null || notice?.Content.Languages.Contains(request.Lang) == false)
            errors.Add("lang", "must be a language of the notice");
        if (!WireNames<ImpressionOutcome>.TryParse(request.Outcome, out var outcome))
            errors.Add("outcome", $"must be one of {WireNames<ImpressionOutcome>.All}");
        if (errors.Any)
            return Problems.Fields(errors);

        await store.CountImpressionAsync(new ImpressionCount(site.Number, notice!.Version, request.Lang!, ClientRegion.Of(context), outcome));
        metrics.Impressions.Add(WireNames<ImpressionOutcome>.Of(outcome));
        return TypedResults.NoContent();
    }
}
