using ConsentHub.Settings;

namespace ConsentHub.Http;

/// <summary>Applies the scheme and the path of <c>PublicUrl</c> to every request, independent of what the proxy forwards.</summary>
internal static class PublicAddress
{
    /// <summary>
    /// If the URL is https, every cookie is <c>Secure</c>, even if the proxy forwards no scheme. If the URL has a path, links and
    /// redirects stay below this path, whether or not the proxy strips it.
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

    /// <summary>Handles HEAD like GET; the server omits the body (RFC 9110 section 9.3.2). Load balancers and uptime monitors send HEAD.</summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;

        return next(context);
    });
}
