using System.Runtime.CompilerServices;
using ConsentHub.Sites;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace ConsentHub.Http;

/// <summary>Provides the CORS policy of the site in the path. It allows the site's origins and the hub's own origin, never with credentials.</summary>
internal sealed class SiteCorsPolicies(SiteDirectory sites, HubOrigin hub) : ICorsPolicyProvider
{
    /// <summary>Name of the public endpoints' policy. Endpoints without a policy, such as those for administrators, allow no cross-origin reads.</summary>
    public const string Public = "public";

    /// <summary>Name of the policy of endpoints that read with a secret in <c>Authorization</c>. No other public endpoint lets a page send this header.</summary>
    public const string WithSecret = "with-secret";

    private readonly Policies plain = new([]), secret = new(["Authorization"]);

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        var policies = policyName switch
        {
            Public => plain,
            WithSecret => secret,
            _ => null,
        };
        if (policies is null || context.Request.RouteValues["site"] is not string key || sites.Find(key) is not { } site)
            return Task.FromResult<CorsPolicy?>(null);

        var isOwn = context.Request.Headers.Origin is [{ } origin] && hub.IsOwn(context, origin);
        return Task.FromResult<CorsPolicy?>(isOwn ? policies.Own : policies.Of(site));
    }

    private sealed class Policies(string[] more)
    {
        /// <summary>One policy for each site object. A changed site is a new object, so it gets a new policy.</summary>
        private readonly ConditionalWeakTable<Site, CorsPolicy> bySite = [];

        public CorsPolicy Own { get; } = Build(_ => true, more);

        public CorsPolicy Of(Site site) => bySite.GetValue(site, s => Build(s.Allows, more));
    }

    private static CorsPolicy Build(Func<string, bool> allows, string[] more) => new CorsPolicyBuilder()
        .SetIsOriginAllowed(allows)
        .WithMethods("GET", "POST", "DELETE")
        .WithHeaders(["Visitor-Id", "Content-Type", .. more])
        .WithExposedHeaders("ETag", "Retry-After", "RateLimit", "RateLimit-Policy")
        .SetPreflightMaxAge(TimeSpan.FromHours(2))
        .Build();
}

internal static class PublicMaterial
{
    /// <summary>Allows every origin to read the response, whether or not the request has an <c>Origin</c> header. For scripts and other public files.</summary>
    public static void AllowAnyone(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }
}

internal static class VaryByOrigin
{
    /// <summary>
    /// Adds <c>Vary: Origin</c> to the responses of endpoints with a CORS policy, even if the request has no origin. Without this header
    /// a shared cache would serve one origin's copy to all origins.
    /// </summary>
    public static void Set(HttpContext context)
    {
        var vary = context.Response.Headers.Vary;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IEnableCorsAttribute>() is not null && (vary.Count == 0 || !vary.Contains("Origin")))
            context.Response.Headers.Append("Vary", "Origin");
    }
}
