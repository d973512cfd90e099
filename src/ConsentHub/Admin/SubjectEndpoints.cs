using System.Text.Json.Serialization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Identity;
using ConsentHub.Visitors.Responses;
using ConsentHub.Visitors.Rights;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConsentHub.Admin;

/// <summary>Signed-in persons, for administrators: what a site needs to name them, and their erasure.</summary>
internal static class SubjectEndpoints
{
    public static void MapSubjects(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/v1/admin/sites/{site}").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Administration")
            .MapGet("/identity", Read).Audits(AuditActions.IdentityRead).Produces<IdentitySecrets>().ProducesProblems(401, 403, 404).WithName("getIdentitySecrets")
            .WithSummary("The secret that signs a site's tokens, and the key that names its subjects")
            .WithDescription("Both are the same at each call. They belong on the site's servers only: with the secret one can sign in as anybody.");
        app.MapGroup("/v1/sites/{site}").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Administration")
            .MapDelete("/subjects/{subject}", Erase).Audits(AuditActions.VisitorErase).Produces<ErasureResponse>().ProducesProblems(401, 403, 404, 422, 503).WithName("eraseSubject")
            .WithSummary("Erase a signed-in person on request (GDPR Art. 17)")
            .WithDescription("Erases every choice made while this person was signed in, on any device, and those that a browser brought along at sign-in. What the browsers chose without signing in belongs to their own visitor ids.");
    }

    private static JsonHttpResult<IdentitySecrets> Read(HttpContext context, SubjectTokens tokens)
    {
        context.Response.Headers.CacheControl = "no-store";
        var site = context.Site().Key;
        return TypedResults.Json(new IdentitySecrets(tokens.SecretOf(site), tokens.SubjectKeyOf(site)), SubjectJson.Default.IdentitySecrets);
    }

    private static async Task<IResult> Erase(HttpContext context, string subject, Accounts accounts, VisitorRights rights)
    {
        if (!SubjectTokens.IsSubject(subject))
            return Problems.Field("subject", "must be s1 and 43 characters of base64url: HMAC-SHA256 of the account's id with the site's subject key");

        var site = context.Site();
        var erasure = await rights.EraseAsync(site, accounts.VisitorOf(site.Key, subject), ErasureReason.AdminRequest);
        await context.Audit().WriteAsync(VisitorErasure.Summary(erasure));
        return TypedResults.Json(erasure, ConsentResponseJson.Default.ErasureResponse);
    }
}

/// <param name="Secret">Signs the tokens (HS256). The characters are the key.</param>
/// <param name="SubjectKey">The key of the HMAC-SHA256 that makes a subject of an account's id. The characters are the key.</param>
internal sealed record IdentitySecrets(string Secret, string SubjectKey);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IdentitySecrets))]
internal sealed partial class SubjectJson : JsonSerializerContext;
