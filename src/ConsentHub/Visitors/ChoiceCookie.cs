using System.Globalization;
using System.Text;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Visitors;

/// <summary>The two first-party cookies that the hub itself sets, on the page without JavaScript and under a path of the site's own origin.</summary>
/// <remarks>
/// <c>ch_{site}</c> = <c>1~{notice}~{unix seconds}~{model}~{granted category ids joined by .}~{services that differ, -id = denied}</c>,
/// which any server can parse in one line. <c>chid_{site}</c> is the visitor id. It has a cookie of its own, because no integration needs it.
/// </remarks>
internal static class ChoiceCookie
{
    public static string Name(string site) => "ch_" + site;

    public static string IdName(string site) => "chid_" + site;

    /// <summary>Name of a cookie with the visitor id that only the page without JavaScript uses.</summary>
    public static string PageIdName(string site) => "__Host-chp_" + site;

    public static string Format(ConsentRecord record, PublishedNotice notice)
    {
        var value = new StringBuilder("1~");
        value.Append(record.Content.Notice.ToString(CultureInfo.InvariantCulture)).Append('~');
        // If a clock was fast when the previous choice was dated, this choice is dated after it, and so in the future. The time of recording is
        // then closer to the correct time of the browser's clock.
        var made = record.DecidedAt < record.RecordedAt ? record.DecidedAt : record.RecordedAt;
        value.Append(made.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)).Append('~');
        value.Append(WireNames<ConsentModel>.Of(record.Content.Model)).Append('~');
        value.AppendJoin('.', notice.Categories.Where(c => (record.Content.Granted & c.Bit) != 0).Select(c => c.Category.Id)).Append('~');
        value.AppendJoin('.', ConsentResponse.ServicesOf(record, notice).Select(s => s.Value ? s.Key : "-" + s.Key));
        return value.ToString();
    }

    /// <summary>
    /// True if the browser already holds a newer choice, because an outage of the hub delayed this one. The browser sends
    /// the newer choice next, and its cookies must stay until then.
    /// </summary>
    /// <param name="elapsed">Milliseconds since the decision, by the browser's clock.</param>
    public static bool IsOvertaken(HttpContext context, Site site, ConsentRecord record, PublishedNotice notice, long? elapsed) =>
        elapsed > AppendRules.Prompt.TotalMilliseconds
        && context.Request.Cookies[Name(site.Key)] is { } held
        && WithoutTime(held) != WithoutTime(Format(record, notice));

    /// <summary>Sets both cookies in the response to a choice that the visitor has just made.</summary>
    public static void Set(HttpContext context, Site site, ConsentRecord record, PublishedNotice notice, string visitorId)
    {
        var options = Options(context, notice, record.Content.Region);
        context.Response.Cookies.Append(Name(site.Key), Format(record, notice), options);
        context.Response.Cookies.Append(IdName(site.Key), visitorId, options);
    }

    /// <summary>Sets the cookies after an erasure: all optional categories are off, the visitor is not asked again, and the visitor id is removed.</summary>
    public static void SetBare(HttpContext context, Site site, DateTimeOffset now, string region)
    {
        var notice = site.Latest;
        var model = Regions.ModelOf(notice.Content, Regions.RuleFor(notice.Content, region));
        var required = string.Join('.', notice.Categories.Where(c => c.Category.Required).Select(c => c.Category.Id));
        var value = string.Create(
            CultureInfo.InvariantCulture, $"1~{notice.Version}~{now.ToUnixTimeSeconds()}~{WireNames<ConsentModel>.Of(model)}~{required}~");
        context.Response.Cookies.Append(Name(site.Key), value, Options(context, notice, region));

        var expired = Options(context, notice, region);
        expired.MaxAge = TimeSpan.Zero;
        context.Response.Cookies.Append(IdName(site.Key), "", expired);
    }

    private static string WithoutTime(string value) => value.Split('~') is [var format, var notice, _, .. var rest] ? string.Join('~', [format, notice, .. rest]) : value;

    private static CookieOptions Options(HttpContext context, PublishedNotice notice, string region) => new()
    {
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        HttpOnly = false,
        Domain = notice.Content.Consent.CookieDomain,
        MaxAge = notice.ReaskIn(region).Longest,
        IsEssential = true,
    };
}
