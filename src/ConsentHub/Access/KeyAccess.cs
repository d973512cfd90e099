using ConsentHub.Consents;
using ConsentHub.Hosting;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.Access;

/// <summary>Decides from <c>Authorization: Bearer</c> what a caller may do.</summary>
internal sealed class KeyAccess(IKeyStore keys)
{
    /// <summary>The caller's key where it is good for the role and site, or the answer to refuse with.</summary>
    public async Task<(ApiKey? Key, IResult? Refused)> RequireAsync(HttpContext context, Role role, string? site)
    {
        if (await FindAsync(context) is not { RevokedAt: null } key)
            return (null, Unauthorized(context));

        return key.Allows(role, site)
            ? (key, null)
            : (null, Problems.Of(403, "key_not_allowed", $"This needs a key with the role {WireWords<Role>.Of(role)} {(site is null ? "for all sites" : "for this site")}."));
    }

    /// <summary>Who sends a choice: no key is the public; a key must be good for the site.</summary>
    public ValueTask<(Caller Caller, IResult? Refused)> CallerOfAsync(HttpContext context, Site site) =>
        context.Request.Headers.Authorization.Count == 0 ? new((Caller.Public, null)) : KeyedCallerAsync(context, site);

    private async ValueTask<(Caller Caller, IResult? Refused)> KeyedCallerAsync(HttpContext context, Site site)
    {
        var (_, refused) = await RequireAsync(context, Role.Editor, site.Key);
        return (Caller.Keyed, refused);
    }

    private async ValueTask<ApiKey?> FindAsync(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization;
        if (header is not [{ } text] || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !ApiKeyText.IsWellFormed(text[Scheme.Length..]))
            return null;

        // The look-up compares a SHA-256 of 256 random bits: what its time tells of the hash helps nobody to find the key.
        return await keys.FindAsync(ApiKeyText.Hash(text[Scheme.Length..]), context.RequestAborted);
    }

    private static IResult Unauthorized(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(401, "key_required", "Send a valid API key as Authorization: Bearer chk_…");
    }
}

/// <summary>Lets an endpoint in only with a key of a role, for the site in its address where it has one.</summary>
internal sealed class RoleFilter(Role role) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var access = http.RequestServices.GetRequiredService<KeyAccess>();
        var (key, refused) = await access.RequireAsync(http, role, http.Request.RouteValues["site"] as string);
        if (refused is not null)
            return refused;

        http.Features.Set(key);
        return await next(context);
    }
}

internal static class KeyFeature
{
    /// <summary>The key of this request, let in by <see cref="RoleFilter"/>.</summary>
    public static ApiKey ApiKey(this HttpContext context) =>
        context.Features.Get<ApiKey>() ?? throw new InvalidOperationException("The endpoint lacks the role filter.");

    /// <summary>Only with a key of this role.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter<TBuilder>(new RoleFilter(role));
}
