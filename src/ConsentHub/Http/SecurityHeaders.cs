using ConsentHub.Settings;

namespace ConsentHub.Http;

/// <summary>Sets the security headers of every response (OWASP ASVS 5.0, chapter 3.4).</summary>
internal static class SecurityHeaders
{
    /// <summary>The policy of the hub's own pages: only resources of this origin, and nothing inline.</summary>
    private const string Pages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    /// <summary>The policy of the API page, which uses data images and inline styles, but no inline script.</summary>
    private const string ApiPage =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; "
        + "base-uri 'none'; frame-ancestors 'none'";

    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>HSTS for one year. Sent only if the hub has its own host: if the hub is under a path of a website, the website decides on HSTS.</summary>
    private const string OnlyHttps = "max-age=31536000";

    public static void UseSecurityHeaders(this IApplicationBuilder app, HubSettings settings)
    {
        var onlyHttps = settings.PublicUrl?.Scheme == Uri.UriSchemeHttps && settings.PublicPath.Length == 0;
        app.Use((context, next) =>
        {
            // The headers are set when the response starts, because error handling clears headers that were set earlier.
            context.Response.OnStarting(onlyHttps ? SetWithHsts : SetAtStart, context);
            return next(context);
        });
    }

    private static readonly Func<object, Task> SetWithHsts = state =>
    {
        ((HttpContext)state).Response.Headers.StrictTransportSecurity = OnlyHttps;
        return SetAtStart!(state);
    };

    private static readonly Func<object, Task> SetAtStart = state =>
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.TryAdd("Referrer-Policy", "same-origin");
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = PolicyFor(context);

        VaryByOrigin.Set(context);
        return Task.CompletedTask;
    };

    private static string PolicyFor(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal) ? ApiPage
        : context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true ? Pages
        : Nothing;
}
