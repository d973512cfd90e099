using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Consents;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Notices;
using ConsentHub.Visitors;

namespace ConsentHub.Preferences.Model;

/// <summary>Identifies the page's visitor by the page's own cookie or, if page and site share an origin, by the site's cookie.</summary>
internal sealed class PageVisitors(HubSettings settings)
{
    private const int SeedLength = 32;

    public static string CookieName(string site) => ChoiceCookie.PageIdName(site);

    public static string NewSeed() => RandomNumberGenerator.GetHexString(SeedLength, lowercase: true);

    /// <summary>The id of a new visitor, derived from the random seed of the submitted form.</summary>
    /// <remarks>The same form sent twice gives the same visitor, on every instance. The form never contains the visitor's id.</remarks>
    public static VisitorId? FromSeed(string? seed)
    {
        if (seed is not { Length: SeedLength } || seed.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            return null;

        var hash = SHA256.HashData(Encoding.ASCII.GetBytes("consenthub/nojs-visitor/v1\0" + seed));
        return VisitorId.TryParse(Base64Url.EncodeToString(hash.AsSpan(0, 16)), out var id) ? id : null;
    }

    /// <summary>Whether the hub is under a path of the site's own origin, so that page and site share cookies.</summary>
    public bool SharesCookiesWith(Site site) => settings.PublicPath.Length > 0 && site.Allows(settings.PublicOrigin!);

    public VisitorId? Read(HttpContext context, Site site)
    {
        var cookies = context.Request.Cookies;
        if (SharesCookiesWith(site) && VisitorId.TryParse(cookies[ChoiceCookie.IdName(site.Key)], out var shared))
            return shared;

        return VisitorId.TryParse(cookies[CookieName(site.Key)], out var own) ? own : null;
    }

    /// <summary>Sets the page's cookie for a visitor who has made a choice, on this page or on the site.</summary>
    public static void Remember(HttpContext context, Site site, VisitorId visitor, TimeSpan lifetime) =>
        context.Response.Cookies.Append(CookieName(site.Key), visitor.Reveal(), Options(lifetime));

    /// <summary>Sets the page's cookie. If page and site share cookies, also sets the cookie with the choice, which the site's script and server read.</summary>
    public void Remember(HttpContext context, Site site, VisitorId visitor, ConsentRecord record, PublishedNotice notice)
    {
        Remember(context, site, visitor, notice.ReaskIn(record.Content.Region).Longest);
        if (!SharesCookiesWith(site))
            return;

        ChoiceCookie.Set(context, site, record, notice, visitor.Reveal());
        DeniedCookies.Expire(context, site, record, notice);
    }

    /// <summary>Removes the visitor's id after an erasure. If page and site share cookies, stores a refusal without an id, so that the visitor is not asked again.</summary>
    public void Forget(HttpContext context, Site site, DateTimeOffset now, string region)
    {
        context.Response.Cookies.Append(CookieName(site.Key), "", Options(TimeSpan.Zero));
        if (SharesCookiesWith(site))
            ChoiceCookie.SetBare(context, site, now, region);
    }

    /// <summary>Options for a <c>__Host-</c> cookie, which browsers keep only with <c>Secure</c>. Browsers accept <c>Secure</c> at http://localhost too.</summary>
    public static CookieOptions Options(TimeSpan lifetime) => new()
    {
        Path = "/",
        Secure = true,
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
