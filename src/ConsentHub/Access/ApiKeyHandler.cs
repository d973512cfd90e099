using System.Security.Claims;
using System.Text.Encodings.Web;
using ConsentHub.ApiKeys;
using ConsentHub.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ConsentHub.Access;

/// <summary>Authenticates callers by the API key in <c>Authorization: Bearer</c>. Looks up the key in the store for each request, so a revocation takes effect at once.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IApiKeyStore keys, RefusedAttempts refusals, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    private const string Prefix = "Bearer ", Expired = "with an expired key";

    private ApiKey? key;

    /// <summary>Why the sent key is refused, in the form that <see cref="RefusedAttempts.Count"/> expects; null if the key is valid, or if the request has no key.</summary>
    private string? error;

    private string Action => Context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>()?.Name ?? throw new InvalidOperationException("The endpoint names no action.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0)
            return AuthenticateResult.NoResult();

        key = await FindAsync();
        error = key switch
        {
            null => "with no key of this hub",
            { RevokedAt: not null } => "with a revoked key",
            _ when key.IsExpired(time.GetUtcNow()) => Expired,
            _ => null,
        };
        if (error is not null)
            return AuthenticateResult.Fail(error);

        Context.Features.Set(key);
        var identity = new ClaimsIdentity(RoleClaims.Of(key!.Role, key.Sites), SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (error is not null)
            refusals.Count(Context, key, Action, error);

        Response.Headers.WWWAuthenticate = "Bearer";
        var problem = error == Expired
            ? Problems.Of(401, "key_expired", $"This key expired at {Rfc3339.Of(key!.ExpiresAt!.Value)}. Ask an administrator for a new one.")
            : Problems.Of(401, "key_required", "Send a valid API key as Authorization: Bearer chk_…");
        return problem.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        refusals.Count(Context, key, Action, "beyond its role or sites");
        var role = WireNames<Role>.Of(AccessPolicies.LeastRoles[Action]);
        var scope = Request.RouteValues["site"] is null ? "for all sites" : "for this site";
        return Problems.Of(403, "key_not_allowed", $"This request needs a key with the role {role} {scope}.").ExecuteAsync(Context);
    }

    private async ValueTask<ApiKey?> FindAsync()
    {
        if (Request.Headers.Authorization is not [{ } text] || !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || !ApiKeyText.IsWellFormed(text[Prefix.Length..]))
            return null;

        // The store compares the SHA-256 hashes of keys, which have 256 random bits. So the time of a look-up reveals nothing that helps to find a key.
        return await keys.FindAsync(ApiKeyText.Hash(text[Prefix.Length..]), Context.RequestAborted);
    }
}
