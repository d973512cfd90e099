using ConsentHub.Http;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Pages;

/// <summary>The language of a response: the requested language, otherwise the browser's, otherwise the site's default.</summary>
internal static class PageLanguage
{
    public static string Of(HttpContext context, string? wanted = null)
    {
        IReadOnlyList<string> offered = context.Features.Get<Site>()?.Latest.Content.Languages ?? UiTexts.Languages;
        wanted ??= context.Request.Query["lang"].ToString();
        return LanguageChoice.Find(offered, wanted) ?? AcceptLanguage.Choose(offered, context.Request.Headers.AcceptLanguage);
    }

    /// <summary>The problem response if the URL names a language that the site does not offer; otherwise null.</summary>
    public static IResult? RefuseUnknown(HttpContext context)
    {
        var offered = context.Site().Latest.Content.Languages;
        var asked = context.Request.Query["lang"];
        return asked.Count == 0 || (asked is [{ } lang] && LanguageChoice.Find(offered, lang) is not null)
            ? null
            : Problems.Query(FieldErrors.Of("lang", $"must be a language of the site: {string.Join(", ", offered)}"));
    }
}
