namespace ConsentHub.BrowserTests.Engines;

/// <summary>A script that collects a page's exceptions and console errors, for an engine whose driver does not report them.</summary>
internal static class ErrorCollector
{
    public const string Path = "/errors-of-this-page.js";

    public const string Code = """
        window.errorsOfThisPage = [];
        addEventListener('error', ({ error, message, target }) => target === window && errorsOfThisPage.push(`Uncaught: ${error?.stack ?? ''} ${message}`));
        addEventListener('unhandledrejection', ({ reason }) => errorsOfThisPage.push(`Unhandled rejection: ${reason} ${reason?.stack ?? ''}`));
        const tell = console.error;
        console.error = (...words) => {
          errorsOfThisPage.push(`Console: ${words.join(' ')}`);
          tell.apply(console, words);
        };
        """;

    /// <summary>
    /// Puts the collector before every other script. It is a file, so that a policy that allows the page's own scripts
    /// allows it too.
    /// </summary>
    public static string In(string html)
    {
        const string Tag = $"""<script src="{Path}"></script>""";
        var first = html.IndexOf("<script", StringComparison.Ordinal);
        return first < 0 ? html.Replace("<head>", "<head>" + Tag, StringComparison.Ordinal) : html.Insert(first, Tag);
    }
}
