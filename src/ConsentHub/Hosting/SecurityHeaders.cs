namespace ConsentHub.Hosting;

/// <summary>Headers that every answer carries (OWASP ASVS 5.0, chapter 3.4).</summary>
internal static class SecurityHeaders
{
    /// <summary>For our own pages: everything from here, nothing inline.</summary>
    private const string Pages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    /// <summary>The API page brings inline styles and data images of its own.</summary>
    private const string ApiPage =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; "
        + "base-uri 'none'; frame-ancestors 'none'";

    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Only at the end: what is set earlier, an error answer throws away.
        context.Response.OnStarting(SetAtStart, context);
        return next(context);
    });

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
