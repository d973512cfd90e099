using System.Globalization;
using ConsentHub.Access;
using ConsentHub.Hosting;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.Consents;

/// <summary>Erasure by those who may on a visitor's behalf: an officer looks the visitor up by the pseudonym in the records.</summary>
internal static class VisitorErasure
{
    public static void MapVisitorErasure(this IEndpointRouteBuilder app) =>
        // The key is checked before the site, so that nobody without one can find out which sites exist.
        app.MapGroup("/v1/sites/{site}").RequireRole(Role.Admin).AddEndpointFilter<SiteFilter>().WithTags("Administration")
            .MapDelete("/visitors/{visitor}", Erase)
            .Produces<ErasureAnswer>().ProducesProblems(401, 403, 404, 422, 503).WithSummary("Erase a visitor on request (GDPR Art. 17)")
            .WithDescription("visitor: as records name it, v1 and 22 characters. Answers with the statement to hand on; 200 also where nothing was stored.");

    /// <summary>Erases and notes in the audit trail that it was done, never whom.</summary>
    /// <param name="key">Id of the key used; null for the command line.</param>
    public static async Task<ErasureAnswer> EraseOnRequestAsync(this VisitorRights rights, IKeyStore keys, long? key, Site site, Visitor visitor)
    {
        var erasure = await rights.EraseAsync(site, visitor, ErasureReason.AdminRequest);
        await keys.AuditAsync(key, "visitor.erase", site.Key, erasure.LeafIndex is { } leaf
            ? string.Create(CultureInfo.InvariantCulture, $"{erasure.Records} {(erasure.Records == 1 ? "record" : "records")}, leaf {leaf}")
            : "nothing to erase");
        return erasure;
    }

    private static async Task<IResult> Erase(HttpContext context, string visitor, VisitorRights rights, IKeyStore keys) =>
        Visitor.TryParse(visitor, out var known)
            ? TypedResults.Json(await rights.EraseOnRequestAsync(keys, context.ApiKey().Id, context.Site(), known.Value), ConsentAnswerJson.Default.ErasureAnswer)
            : Problems.Field("visitor", "must be a visitor as records name it: v1 and 22 characters of base64url");
}
