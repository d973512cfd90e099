using System.Globalization;
using ConsentHub.Http;
using ConsentHub.Sites;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Preferences.Model;

/// <summary>The age question on the page without JavaScript. It suggests no answer and is asked only before a grant; the age is neither stored nor passed on.</summary>
/// <remarks>
/// The rules are those of the banner. A visitor whose valid choice grants something was asked before, and is not asked again. A visitor who
/// was too young can't try another age for as long as a refusal is valid. A cookie stores only that the visitor was too young, without age
/// or identifier.
/// </remarks>
internal static class PageAge
{
    public const string Field = "age";

    private const int Oldest = 120;
    private const string Locked = "1";

    /// <summary>Name of the cookie that stores only that a visitor of this browser was too young.</summary>
    public static string CookieName(string site) => "__Host-chy_" + site;

    public static bool IsLocked(HttpContext context, Site site) =>
        site.Latest.Content.Age is not null && context.Request.Cookies[CookieName(site.Key)] == Locked;

    public static void Lock(HttpContext context, Site site) =>
        context.Response.Cookies.Append(CookieName(site.Key), Locked, PageVisitors.Options(site.Latest.ReaskIn(ClientRegion.Of(context)).Refused));

    public static bool IsNeeded(PublishedNotice notice, PageSelection selection) =>
        notice.Content.Age is not null
        && (notice.Categories.Any(c => !c.Category.Required && selection.Categories[c.Category.Id]) || selection.Services?.Values.Contains(true) == true);

    public static AgeOutcome Of(PageForm form, PageView page, int threshold)
    {
        if (page.IsLocked)
            return AgeOutcome.TooYoung;

        var (isValid, categories, services, _) = page.Effective;
        if (isValid && (page.Notice.Categories.Any(c => !c.Required && categories[c.Id]) || services.Values.Contains(true)))
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
