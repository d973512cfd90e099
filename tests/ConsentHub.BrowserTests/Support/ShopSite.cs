using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;

namespace ConsentHub.BrowserTests.Support;

/// <summary>The site of a customer whose pages are at <c>http://localhost</c>: the four standard categories with one service each.</summary>
internal static class ShopSite
{
    public static SiteFile File => TestSite.Minimal("shop") with { Origins = ["http://localhost:*"] };

    /// <summary>Marked tags of the three optional categories, as a customer writes them.</summary>
    public const string Tags = """
        <script type="text/plain" data-consent="preferences" data-src="/tag/preferences.js"></script>
        <script type="text/plain" data-consent="analytics" data-src="/tag/analytics.js"></script>
        <script type="text/plain" data-consent="marketing" data-src="/tag/marketing.js"></script>
        """;

    /// <summary>A tag that ConsentHub does not control: it shows that the page itself works.</summary>
    public const string OwnScript = """<script src="/tag/own.js"></script>""";
}
