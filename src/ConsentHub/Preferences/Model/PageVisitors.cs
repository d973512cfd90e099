using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Consents;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Notices;
using ConsentHub.Visitors;

namespace ConsentHub.Preferences.Model;

/// <summary>Identifies the page's visitor by the page's own cookie or, if page and site share an origin, by the site's.</summary>
internal sealed class PageVisitors(HubSettings settings)
{
    private const int SeedLength = 32;

    public static string CookieName(string site) => ChoiceCookie.PageIdName(site);

    public static string NewSeed() => RandomNumberGenerator.GetHexString(SeedLength, lowercase: true);

    /// <summary>The id of a new visitor, derived from the random seed of the submitted form.</summary>
    /// <remarks>The same form sent twice gives one visitor, on every instance; the form never contains the id.</remarks>
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

    /// <summary>Sets the cookie of a visitor who has made a choice, here or on the site.</summary>
    public static void Remember(HttpContext context, Site site, VisitorId visitor, TimeSpan lifetime) =>
        context.Response.Cookies.Append(CookieName(site.Key), visitor.Reveal(), Options(lifetime));

    /// <summary>Also sets the choice's cookie, which the site's own script and server read.</summary>
    public void Remember(HttpContext context, Site site, VisitorId visitor, ConsentRecord record, PublishedNotice notice)
    {
        Remember(context, site, visitor, notice.ReaskIn(record.Content.Region).Longest);
        if (!SharesCookiesWith(site))
            return;

        ChoiceCookie.Set(context, site, record, notice, visitor.Reveal());
        DeniedCookies.Expire(context, site, record, notice);
    }

    /// <summary>After an erasure the id is removed. On a shared origin the refusal stays without an id, so that the visitor is not asked again.</summary>
    public void Forget(HttpContext context, Site site, DateTimeOffset now, string region)
    {
        context.Response.Cookies.Append(CookieName(site.Key), "", Options(TimeSpan.Zero));
        if (SharesCookiesWith(site))
            ChoiceCookie.SetBare(context, site, now, region);
    }

    /// <summary>Browsers keep a <c>__Host-</c> cookie only if it is secure; http://localhost counts as secure.</summary>
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
