using System.Net;
using ConsentHub.Settings;
using ConsentHub.Sites;

namespace ConsentHub.Http;

/// <summary>Resolves the route value <c>{site}</c> before any other filter sees the request.</summary>
internal sealed class SiteFilter(SiteDirectory sites) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var key = context.HttpContext.Request.RouteValues["site"] as string ?? "";
        if (sites.Find(key) is not { } site)
            return ValueTask.FromResult<object?>(Problems.UnknownSite(key));

        context.HttpContext.Features.Set(site);
        return next(context);
    }
}

/// <summary>
/// Refuses writes from pages of foreign origins, including the origin <c>null</c>. CORS alone would not stop such a write, because a
/// simple request needs no preflight. A request without <c>Origin</c> is allowed, because it comes from an app or a server.
/// </summary>
internal sealed class OriginFilter(HubOrigin hub) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var origin = context.HttpContext.Request.Headers.Origin;
        if (origin.Count == 0 || (origin.Count == 1 && hub.Admits(context.HttpContext, context.HttpContext.Site(), origin[0]!)))
            return next(context);

        return ValueTask.FromResult<object?>(Problems.ForeignOrigin());
    }
}

/// <summary>The hub's own origin, which is always allowed.</summary>
internal sealed class HubOrigin(HubSettings settings)
{
    public bool Admits(HttpContext context, Site site, string origin) => IsOwn(context, origin) || site.Allows(origin);

    public bool IsOwn(HttpContext context, string origin) => string.Equals(origin, settings.PublicOrigin ?? OwnBy(context.Request), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Without <c>PublicUrl</c> the hub takes its origin from the request, but only if the host is an IP address or a loopback name.
    /// Any other name may belong to an attacker and resolve to this server (DNS rebinding).
    /// </summary>
    private static string? OwnBy(HttpRequest request)
    {
        var host = request.Host.Host;
        return host == "localhost" || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _)
            ? $"{request.Scheme}://{request.Host}"
            : null;
    }
}

internal static class SiteFeature
{
    /// <summary>The site of this request, resolved by <see cref="SiteFilter"/>.</summary>
    public static Site Site(this HttpContext context) =>
        context.Features.Get<Site>() ?? throw new InvalidOperationException("The endpoint lacks the site filter.");
}
