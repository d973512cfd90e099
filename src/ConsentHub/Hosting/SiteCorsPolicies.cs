using ConsentHub.Sites;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace ConsentHub.Hosting;

/// <summary>CORS as the site in the address allows it: its own origins and the hub's, never with credentials.</summary>
internal sealed class SiteCorsPolicies(SiteDirectory sites, HubOrigin hub) : ICorsPolicyProvider
{
    /// <summary>Policy of scripts and other public material: any origin may read.</summary>
    public const string Anyone = "anyone";

    /// <summary>Policy of a site's public calls. An endpoint without a policy is for no page of another origin.</summary>
    public const string Site = "site";

    private static readonly CorsPolicy AnyonePolicy = new CorsPolicyBuilder().AllowAnyOrigin().WithMethods("GET").Build();

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        if (policyName == Anyone)
            return Task.FromResult<CorsPolicy?>(AnyonePolicy);

        if (policyName != Site || context.Request.RouteValues["site"] is not string key || sites.Find(key) is not { } site)
            return Task.FromResult<CorsPolicy?>(null);

        return Task.FromResult<CorsPolicy?>(new CorsPolicyBuilder()
            .SetIsOriginAllowed(origin => hub.Admits(context, site, origin))
            .WithMethods("GET", "POST", "DELETE")
            .WithHeaders("Visitor-Id", "Content-Type")
            .WithExposedHeaders("ETag", "Retry-After", "RateLimit", "RateLimit-Policy")
            .SetPreflightMaxAge(TimeSpan.FromHours(2))
            .Build());
    }
}
