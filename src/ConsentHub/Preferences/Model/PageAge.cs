using System.Globalization;
using ConsentHub.Http;
using ConsentHub.Sites;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Preferences.Model;

/// <summary>The age on the page without JavaScript: asked, neutrally, of who wants to allow something, and neither kept nor sent on.</summary>
/// <remarks>
/// By the same rules as the banner's: a visitor whose current choice stands and grants something has been asked already, and one
/// who was too young can't try another answer for as long as a refusal would stand. A cookie keeps that, without age or identifier.
/// </remarks>
internal static class PageAge
{
    public const string Field = "age";

    private const int Oldest = 120;
    private const string Locked = "1";

    /// <summary>Keeps no more than that somebody who used this browser was too young.</summary>
    public static string CookieName(string site) => "__Host-chy_" + site;

    public static bool IsLocked(HttpContext context, Site site) =>
        site.Latest.Content.Age is not null && context.Request.Cookies[CookieName(site.Key)] == Locked;

    public static void Lock(HttpContext context, Site site) =>
        context.Response.Cookies.Append(CookieName(site.Key), Locked, PageVisitors.Options(site.Latest.ReaskIn(ClientRegion.Of(context)).Refused));

    public static bool IsNeeded(PublishedNotice notice, PageWish wish) =>
        notice.Content.Age is not null
        && (notice.Categories.Any(c => !c.Category.Required && wish.Categories[c.Category.Id]) || wish.Services?.Values.Contains(true) == true);

    public static AgeOutcome Of(PageForm form, PageView page, int threshold)
    {
        if (page.IsLocked)
            return AgeOutcome.TooYoung;

        var (stands, categories, services, _) = page.Effective;
        if (stands && (page.Notice.Categories.Any(c => !c.Required && categories[c.Id]) || services.Values.Contains(true)))
            return AgeOutcome.OldEnough;
        if (form[Field] is not { } text)
            return AgeOutcome.Missing;
        if (!int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var age) || age is < 1 or > Oldest)
            return AgeOutcome.Invalid;

        return age < threshold ? AgeOutcome.TooYoung : AgeOutcome.OldEnough;
    }
}

internal enum AgeOutcome
{
    OldEnough,
    Missing,
    Invalid,
    TooYoung,
}
