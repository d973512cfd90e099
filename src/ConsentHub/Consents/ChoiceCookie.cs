using System.Globalization;
using System.Text;
using ConsentHub.Sites;

namespace ConsentHub.Consents;

/// <summary>The two first-party cookies, where the hub itself sets them: on the page without JavaScript, and under a path of the site's own origin.</summary>
/// <remarks>
/// <c>ch_{site}</c> = <c>1~{notice}~{unix seconds}~{model}~{granted category ids joined by .}~{services that differ, -id = denied}</c>,
/// for any server to read in one line. <c>chid_{site}</c> is the visitor id, apart, so that nobody who integrates needs it.
/// </remarks>
internal static class ChoiceCookie
{
    public static string Name(string site) => "ch_" + site;

    public static string IdName(string site) => "chid_" + site;

    public static string Format(ConsentRecord record, PublishedNotice notice)
    {
        var value = new StringBuilder("1~");
        value.Append(record.Content.Notice.ToString(CultureInfo.InvariantCulture)).Append('~');
        value.Append(record.DecidedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)).Append('~');
        value.Append(WireWords<ConsentModel>.Of(record.Content.Model)).Append('~');
        value.AppendJoin('.', notice.Categories.Where(c => (record.Content.Granted & c.Bit) != 0).Select(c => c.Category.Id)).Append('~');
        value.AppendJoin('.', ConsentAnswer.ServicesOf(record, notice).Select(s => s.Value ? s.Key : "-" + s.Key));
        return value.ToString();
    }

    /// <summary>Sets both cookies on the answer to a choice that the visitor has just made.</summary>
    public static void Set(HttpContext context, Site site, ConsentRecord record, PublishedNotice notice, string visitorId)
    {
        var options = new CookieOptions
        {
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            HttpOnly = false,
            Domain = notice.Content.Consent.CookieDomain,
            MaxAge = notice.Lifetime,
            IsEssential = true,
        };
        context.Response.Cookies.Append(Name(site.Key), Format(record, notice), options);
        context.Response.Cookies.Append(IdName(site.Key), visitorId, options);
    }
}
