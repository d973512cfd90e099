using ConsentHub.Pages.Texts;

namespace ConsentHub.Pages;

/// <summary>The frame of every page: language, direction, style, heading.</summary>
internal static class Layout
{
    /// <param name="site">Name of the site; null on a page without a site.</param>
    /// <param name="dir"><c>ltr</c> or <c>rtl</c>.</param>
    /// <param name="languages">The languages that the visitor can switch to.</param>
    /// <param name="root">The relative path from the page to the hub's root. Links that begin with this path work wherever the hub is mounted.</param>
    public static Html Write(
        string? site, string dir, UiTexts words, string heading, Html content, IReadOnlyList<string>? languages = null, string root = "../") =>
        $"""
        <!doctype html>
        <html lang="{words.Lang}" dir="{dir}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{(site is null ? heading : $"{heading} – {site}")}</title>
        <link rel="icon" href="{root}favicon.svg">
        <link rel="stylesheet" href="{root}preferences/preferences.css">
        </head>
        <body>
        <header>
        <p class="site">{site ?? "ConsentHub"}</p>
        {Languages(words, languages ?? [])}
        </header>
        <main>
        <h1>{heading}</h1>
        {content}
        </main>
        </body>
        </html>

        """;

    private static Html Languages(UiTexts words, IReadOnlyList<string> languages) => languages.Count < 2 ? Html.Empty :
        $"""
        <nav aria-label="{words.Text("language")}"><ul>
        {Html.Each(languages, lang => $"""
            <li><a href="?lang={lang}" lang="{lang}" hreflang="{lang}"{(lang == words.Lang ? $" aria-current=\"true\"" : Html.Empty)}>{UiTexts.NameOf(lang)}</a></li>

            """)}
        </ul></nav>
        """;
}
