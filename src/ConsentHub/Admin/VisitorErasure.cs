using System.Globalization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Visitors.Responses;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Admin;

/// <summary>Erasure on a visitor's behalf. An administrator names the visitor by the pseudonym in the records.</summary>
internal static class VisitorErasure
{
    public static void MapVisitorErasure(this IEndpointRouteBuilder app) =>
        // The key is checked before the site, so that callers without a key can't find out which sites exist.
        app.MapGroup("/v1/sites/{site}").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Administration")
            .MapDelete("/visitors/{visitor}", Erase)
            .Audits(AuditActions.VisitorErase).Produces<ErasureResponse>().ProducesProblems(401, 403, 404, 422, 503).WithName("eraseVisitor").WithSummary("Erase a visitor on request (GDPR Art. 17)")
            .WithDescription("The path names the visitor by the pseudonym in the records: v1 and 22 characters. The response has the erasure statement for the visitor. If nothing was stored, the status is also 200, but the response has no statement.");

    /// <summary>Text for the audit trail: the number of erased records and the position of the removal entry, but not the visitor.</summary>
    public static string Summary(ErasureResponse erasure) => erasure.LeafIndex is { } leaf
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{erasure.Records} {(erasure.Records == 1 ? "record" : "records")}, leaf {leaf}{(erasure.EarlierStatements is { } earlier ? $" and {earlier.Count} before it" : "")}")
        : "nothing to erase";

    private static async Task<IResult> Erase(HttpContext context, string visitor, VisitorRights rights)
    {
        if (!Visitor.TryParse(visitor, out var known))
            return Problems.Field("visitor", "must be a visitor's pseudonym from the records: v1 and 22 characters of base64url");

        var erasure = await rights.EraseAsync(context.Site(), known.Value, ErasureReason.AdminRequest);
        await context.Audit().WriteAsync(Summary(erasure));
        return TypedResults.Json(erasure, ConsentResponseJson.Default.ErasureResponse);
    }
}
