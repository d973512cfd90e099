using System.Text.Json.Serialization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Http;
using ConsentHub.Promises;

namespace ConsentHub.Admin;

/// <summary>Holds, for administrators: data that is kept although its promised period is over.</summary>
internal static class HoldEndpoints
{
    public static void MapHolds(this IEndpointRouteBuilder app)
    {
        var holds = app.MapGroup("/v1/admin/sites/{site}/holds").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Administration");
        holds.MapGet("", List).Audits(AuditActions.HoldList).Produces<HoldList>().ProducesProblems(401, 403, 404).WithName("listHolds").WithSummary("All holds of a site");
        holds.MapPut("/{id}", Put).Audits(AuditActions.HoldPut).Accepts<HoldRequest>("application/json").Produces<Hold>().ProducesProblems(400, 401, 403, 404, 413, 415, 422, 503)
            .WithName("putHold").WithSummary("Keep data of a class although its promised period is over")
            .WithDescription("A hold with the same id is replaced. While it is in force, the hub removes no consent record, or hands out the duties of another class with the hold and accepts no acknowledgement. It does not stop an erasure.");
        holds.MapDelete("/{id}", Lift).Audits(AuditActions.HoldLift).Produces(204).ProducesProblems(401, 403, 404, 503).WithName("liftHold").WithSummary("Lift a hold");
    }

    private static async Task<IResult> List(HttpContext context, IHoldStore holds) =>
        TypedResults.Json(new HoldList(await holds.ListAsync(context.Site().Number, context.RequestAborted)), HoldJson.Default.HoldList);

    private static async Task<IResult> Put(HttpContext context, string id, IHoldStore holds, AuditTrail trail, TimeProvider time)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, HoldJson.Default.HoldRequest, JsonBody.PublicLimit, _ => "must be a string");
        if (request is null)
            return problem!;

        var (hold, errors) = HoldRules.Check(id, request.Class, request.Reason, request.Basis, request.Until, context.Site().Latest, time.GetUtcNow());
        if (hold is null)
            return Problems.Fields(errors);

        await holds.PutAsync(context.Site().Number, context.Site().Key, hold, context.ApiKey().ToActor(), await trail.SealerAsync());
        context.Audit().WrittenByStore();
        return TypedResults.Json(hold, HoldJson.Default.Hold);
    }

    private static async Task<IResult> Lift(HttpContext context, string id, IHoldStore holds, AuditTrail trail, TimeProvider time)
    {
        if (!await holds.LiftAsync(context.Site().Number, context.Site().Key, id, context.ApiKey().ToActor(), await trail.SealerAsync(), time.GetUtcNow()))
            return Problems.Of(404, "unknown_hold", "There is no hold with this id.");

        context.Audit().WrittenByStore();
        return TypedResults.NoContent();
    }
}

/// <param name="Class"><c>consent_records</c>, or a retention class of the site's latest notice that another system holds. Required.</param>
/// <param name="Reason">Why the data is kept. Required.</param>
/// <param name="Basis">The law that requires or allows it.</param>
/// <param name="Until">When the hold ends; absent for a hold without an end.</param>
internal sealed record HoldRequest(string? Class, string? Reason, string? Basis, string? Until);

internal sealed record HoldList(IReadOnlyList<Hold> Holds);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(HoldList))]
[JsonSerializable(typeof(Hold))]
internal sealed partial class HoldJson : JsonSerializerContext;
