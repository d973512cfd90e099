using ConsentHub.Settings;

namespace ConsentHub.Http;

/// <summary>What <c>PublicUrl</c> says of every request, whatever the proxy in front passes on of scheme and path.</summary>
internal static class PublicAddress
{
    /// <summary>
    /// Under an https address every cookie is <c>Secure</c>, also where the proxy forwards no scheme. Under a path, links and redirects
    /// stay below it, whether the proxy strips the path or not.
    /// </summary>
    public static void UsePublicAddress(this IApplicationBuilder app, HubSettings settings)
    {
        if (settings.PublicUrl is not { } url)
            return;

        var isHttps = url.Scheme == Uri.UriSchemeHttps;
        PathString prefix = settings.PublicPath;
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (isHttps)
                request.Scheme = Uri.UriSchemeHttps;
            if (request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out var rest))
                request.Path = rest;
            request.PathBase += prefix;
            return next(context);
        });
    }

    /// <summary>Answers HEAD as GET does; the server leaves the body out (RFC 9110 section 9.3.2). Load balancers and uptime monitors ask so.</summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;

        return next(context);
    });
}
