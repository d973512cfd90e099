using ConsentHub.Sites;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace ConsentHub.Hosting;

/// <summary>CORS as the site in the address allows it: its own origins and the hub's, never with credentials.</summary>
internal sealed class SiteCorsPolicies(SiteDirectory sites, HubOrigin hub) : ICorsPolicyProvider
{
    /// <summary>The policy of the public calls. Addresses that name no policy, the administrators' among them, get none.</summary>
    public const string Public = "public";

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        if (policyName != Public || context.Request.RouteValues["site"] is not string key || sites.Find(key) is not { } site)
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
    public static void UseVaryByOrigin(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var vary = context.Response.Headers.Vary;
            if (context.GetEndpoint()?.Metadata.GetMetadata<IEnableCorsAttribute>() is not null && !vary.Contains("Origin"))
                context.Response.Headers.Append("Vary", "Origin");

            return Task.CompletedTask;
        });
        return next(context);
    });
}
