using System.Runtime.CompilerServices;
using ConsentHub.Sites;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace ConsentHub.Http;

/// <summary>CORS as the site in the address allows it: its own origins and the hub's, never with credentials.</summary>
internal sealed class SiteCorsPolicies(SiteDirectory sites, HubOrigin hub) : ICorsPolicyProvider
{
    /// <summary>The policy of the public calls. Addresses that name no policy, the administrators' among them, get none.</summary>
    public const string Public = "public";

    /// <summary>The policy of each site as it is; a site that changes is another object.</summary>
    private readonly ConditionalWeakTable<Site, CorsPolicy> policies = [];

    private readonly CorsPolicy own = Build(_ => true);

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        if (policyName != Public || context.Request.RouteValues["site"] is not string key || sites.Find(key) is not { } site)
            return Task.FromResult<CorsPolicy?>(null);

        var isOwn = context.Request.Headers.Origin is [{ } origin] && hub.IsOwn(context, origin);
        return Task.FromResult<CorsPolicy?>(isOwn ? own : policies.GetValue(site, s => Build(s.Allows)));
    }

    private static CorsPolicy Build(Func<string, bool> allows) => new CorsPolicyBuilder()
        .SetIsOriginAllowed(allows)
        .WithMethods("GET", "POST", "DELETE")
        .WithHeaders("Visitor-Id", "Content-Type")
        .WithExposedHeaders("ETag", "Retry-After", "RateLimit", "RateLimit-Policy")
        .SetPreflightMaxAge(TimeSpan.FromHours(2))
        .Build();
}

internal static class PublicMaterial
{
    /// <summary>Scripts and other public material: any page of any origin may read it, whether or not the request names its origin.</summary>
    public static void AllowAnyone(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }
}

internal static class VaryByOrigin
{
    /// <summary>
    /// An answer with CORS headers differs by origin, also for the caller who sent none: without this a shared copy made for
    /// one would be given to all.
    /// </summary>
    public static void Set(HttpContext context)
    {
        var vary = context.Response.Headers.Vary;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IEnableCorsAttribute>() is not null && (vary.Count == 0 || !vary.Contains("Origin")))
            context.Response.Headers.Append("Vary", "Origin");
    }
}
