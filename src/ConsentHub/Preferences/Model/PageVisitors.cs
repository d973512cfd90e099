using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Consents;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Notices;
using ConsentHub.Visitors;

namespace ConsentHub.Preferences.Model;

/// <summary>How the page knows a visitor: by a cookie of its own, and where page and site share an origin by the site's.</summary>
internal sealed class PageVisitors(HubSettings settings)
{
    private const int SeedLength = 32;

    public static string CookieName(string site) => ChoiceCookie.PageIdName(site);

    public static string NewSeed() => RandomNumberGenerator.GetHexString(SeedLength, lowercase: true);

    /// <summary>The id of a visitor who decides for the first time, made from the random seed of the form that was sent.</summary>
    /// <remarks>The same form sent twice is one visitor, on every instance; the form itself never holds the id.</remarks>
    public static VisitorId? FromSeed(string? seed)
    {
        if (seed is not { Length: SeedLength } || seed.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            return null;

        var hash = SHA256.HashData(Encoding.ASCII.GetBytes("consenthub/nojs-visitor/v1\0" + seed));
        return VisitorId.TryParse(Base64Url.EncodeToString(hash.AsSpan(0, 16)), out var id) ? id : null;
    }

    /// <summary>Whether the hub lies under a path of the site's own origin, so that page and site see the same cookies.</summary>
    public bool SharesCookiesWith(Site site) => settings.PublicPath.Length > 0 && site.Allows(settings.PublicOrigin!);

    public VisitorId? Read(HttpContext context, Site site)
    {
        var cookies = context.Request.Cookies;
        if (SharesCookiesWith(site) && VisitorId.TryParse(cookies[ChoiceCookie.IdName(site.Key)], out var shared))
            return shared;

        return VisitorId.TryParse(cookies[CookieName(site.Key)], out var own) ? own : null;
    }

    /// <summary>Remembers a visitor who has made a choice, here or on the site.</summary>
    public static void Remember(HttpContext context, Site site, VisitorId visitor, TimeSpan lifetime) =>
        context.Response.Cookies.Append(CookieName(site.Key), visitor.Reveal(), Options(lifetime));

    /// <summary>Remembers the choice too, where the site's own script and server read it.</summary>
    public void Remember(HttpContext context, Site site, VisitorId visitor, ConsentRecord record, PublishedNotice notice)
    {
        Remember(context, site, visitor, notice.ReaskIn(record.Content.Region).Longest);
        if (!SharesCookiesWith(site))
            return;

        ChoiceCookie.Set(context, site, record, notice, visitor.Reveal());
        DeniedCookies.Expire(context, site, record, notice);
    }

    /// <summary>After an erasure the id goes; shared, the bare refusal stays, so that nobody is asked again.</summary>
    public void Forget(HttpContext context, Site site, DateTimeOffset now, string region)
    {
        context.Response.Cookies.Append(CookieName(site.Key), "", Options(TimeSpan.Zero));
        if (SharesCookiesWith(site))
            ChoiceCookie.SetBare(context, site, now, region);
    }

    /// <summary>Browsers keep a <c>__Host-</c> cookie only if it is secure; http://localhost counts as that.</summary>
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
