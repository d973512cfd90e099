using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Requests;

/// <summary>Keeps a request open in a browser after its code was entered. Each request has its own cookie, which holds the request's secret.</summary>
internal static class RequestCookie
{
    /// <summary>How long a browser that is left alone keeps a request open. After it, another code opens the request.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static string NameOf(Guid request) => $"__Host-chr_{request:N}";

    public static string? Read(HttpContext context, Guid request) => context.Request.Cookies[NameOf(request)];

    public static void Set(HttpContext context, Guid request, string secret) =>
        context.Response.Cookies.Append(NameOf(request), secret, PageVisitors.Options(Lifetime));
}
