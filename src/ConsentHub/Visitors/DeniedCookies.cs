using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Visitors;

/// <summary>Clears the cookies of services that a visitor has just refused, including HttpOnly cookies, if the hub is on the site's own origin.</summary>
internal static class DeniedCookies
{
    /// <summary>Expires the request's cookies that a denied service declares, unless an allowed service or ConsentHub itself needs them.</summary>
    public static void Expire(HttpContext context, Site site, ConsentRecord record, PublishedNotice notice)
    {
        var services = notice.Services.ToLookup(s => record.Content.Grants(s), s => s.Service.Cookies.Where(c => c.Kind == CookieKind.Cookie));
        var kept = services[true].SelectMany(cookies => cookies).ToList();
        var denied = services[false].SelectMany(cookies => cookies).ToList();
        foreach (var name in NamesOf(context).Where(name => !IsOwn(name, site) && !kept.Exists(c => Covers(c, name))))
        {
            // A cookie that is declared for several domains may be set on any of them.
            foreach (var domain in denied.Where(c => Covers(c, name)).Select(c => c.Domain).Distinct(StringComparer.Ordinal))
                context.Response.Cookies.Append(name, "", Expired(context, name, domain));
        }
    }

    /// <summary>Reads the header directly: the framework's collection ignores the case of names.</summary>
    private static IEnumerable<string> NamesOf(HttpContext context) =>
        CookieHeaderValue.TryParseList([.. context.Request.Headers.Cookie.OfType<string>()], out var cookies)
            ? cookies.Select(c => c.Name.ToString()).Distinct(StringComparer.Ordinal)
            : [];

    private static bool IsOwn(string name, Site site) =>
        name == ChoiceCookie.Name(site.Key) || name == ChoiceCookie.IdName(site.Key) || name == ChoiceCookie.PageIdName(site.Key);

    private static bool Covers(CookieDeclaration declared, string name) =>
        declared.Name.EndsWith('*') ? name.StartsWith(declared.Name[..^1], StringComparison.Ordinal) : name == declared.Name;

    private static CookieOptions Expired(HttpContext context, string name, string? domain) => new()
    {
        Path = "/",
        Domain = domain,
        MaxAge = TimeSpan.Zero,
        // Browsers accept __Host- and __Secure- names only with Secure.
        Secure = context.Request.IsHttps || name.StartsWith("__", StringComparison.Ordinal),
        IsEssential = true,
    };
}
