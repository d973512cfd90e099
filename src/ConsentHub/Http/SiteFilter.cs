using System.Net;
using ConsentHub.Settings;
using ConsentHub.Sites;

namespace ConsentHub.Http;

/// <summary>Resolves the <c>{site}</c> of an address before anything else looks at the request.</summary>
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
/// Refuses a write from a page of a foreign origin, <c>null</c> included. A simple request needs no preflight, so CORS alone
/// would not stop it. Without an <c>Origin</c> the caller is an app or a server.
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

/// <summary>The hub's own origin, which may always talk to it.</summary>
internal sealed class HubOrigin(HubSettings settings)
{
    public bool Admits(HttpContext context, Site site, string origin) => IsOwn(context, origin) || site.Allows(origin);

    public bool IsOwn(HttpContext context, string origin) => string.Equals(origin, settings.PublicOrigin ?? OwnBy(context.Request), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Without <c>PublicUrl</c> the request says where the hub is, but only an address or a loopback name is believed: any other name
    /// may be a stranger's that leads here (DNS rebinding).
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
