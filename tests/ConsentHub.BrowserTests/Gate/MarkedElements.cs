using System.Text.Json;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>The table of marked elements: each kind in every spelling of its mark, inserted into the page in every way.</summary>
internal static class MarkedElements
{
    /// <summary>Markup in which <c>@</c> is replaced by the cell's name and <c>#</c> by its mark, and the path that it requests.</summary>
    public sealed record Kind(string Name, string Html, string Path);

    public sealed record Cell(string Name, Kind Kind, string Way, string Html, bool Known)
    {
        public string Path => Kind.Path.Replace("@", Name, StringComparison.Ordinal);
    }

    public static readonly Kind[] Kinds =
    [
        new("classic", """<script type="text/plain" # data-src="/tag/@.js"></script>""", "/tag/@.js"),
        new("async", """<script async type="text/plain" # data-src="/tag/@.js"></script>""", "/tag/@.js"),
        new("defer", """<script # data-src="/tag/@.js" defer type="text/plain"></script>""", "/tag/@.js"),
        new("module", """<script type="text/plain" data-type="module" # data-src="/tag/@.js"></script>""", "/tag/@.js"),
        new("capitals", """<SCRIPT TYPE="Text/Plain" # DATA-SRC="/tag/@.js"></SCRIPT>""", "/tag/@.js"),
        new("inline", """<script type="text/plain" #>new Image().src = '/asset/@.svg'</script>""", "/asset/@.svg"),
        new("iframe", """<iframe # data-src="/asset/@.html" width="60" height="40" title="@"></iframe>""", "/asset/@.html"),
        new("srcdoc", """<iframe # data-srcdoc="<img src=/asset/@.svg>" width="60" height="40" title="@"></iframe>""", "/asset/@.svg"),
        new("img", """<img # data-src="/asset/@.svg" alt="">""", "/asset/@.svg"),
        new("srcset", """<img alt="" data-srcset="/asset/@.svg 1x" #>""", "/asset/@.svg"),
        new("picture", """<picture><source data-srcset="/asset/@.svg"><img # data-src="/asset/other.svg" alt=""></picture>""", "/asset/@.svg"),
        new("poster", """<video # data-poster="/asset/@.svg"></video>""", "/asset/@.svg"),
        new("object", """<object # data-data="/asset/@.html" width="60" height="40"></object>""", "/asset/@.html"),
        new("embed", """<embed # data-src="/asset/@.html" width="60" height="40">""", "/asset/@.html"),
        new("stylesheet", """<link rel="stylesheet" # data-href="/asset/@.css">""", "/asset/@.css"),
        new("preload", """<link rel="preload" as="image" # data-href="/asset/@.svg">""", "/asset/@.svg"),
        new("video", """<video # data-src="/asset/@.mp4" preload="auto"></video>""", "/asset/@.mp4"),
        new("player", """<video # preload="auto"><source data-src="/asset/@.mp4" type="video/mp4"></video>""", "/asset/@.mp4"),
        new("audio", """<audio # data-src="/asset/@.mp4" preload="auto"></audio>""", "/asset/@.mp4"),
    ];

    /// <summary>Names of categories are lower case, so the last two marks name categories that do not exist.</summary>
    private static readonly (string Name, string Mark, bool Known)[] Spellings =
    [
        ("attribute-in-capitals", "DATA-CONSENT='analytics'", true),
        ("blanks", "data-consent='  analytics\t'", true),
        ("line-break", "data-consent='analytics\n      marketing'", true),
        ("service", "data-consent='marketing' data-consent-service='shop_ads'", true),
        ("category-in-capitals", "data-consent='Analytics'", false),
        ("empty", "data-consent=''", false),
    ];

    private static readonly string[] Ways = ["parser", "write", "markup", "append", "clone", "template", "import", "attributes-last"];

    public static readonly Cell[] All =
    [
        .. from kind in Kinds from spelling in Spellings select Make(kind, spelling.Name, "parser", spelling.Mark, spelling.Known),
        .. from kind in Kinds from way in Ways select Make(kind, way, way, "data-consent='analytics'", known: true),
    ];

    /// <summary>A page with all cells. Those of the parser are in its markup; a script adds the others while the page is parsed.</summary>
    public static string Body =>
        string.Concat(All.Where(cell => cell.Way == "parser").Select(cell => cell.Html)) + $$"""
        <script>
          const make = (of, made = document.createElement(of.localName)) => {
            for (const { name, value } of of.attributes) made.setAttribute(name, value);
            for (const child of of.childNodes) made.append(child.nodeType === 3 ? child.data : make(child));
            return made;
          };
          const read = html => Object.assign(document.createElement('template'), { innerHTML: html }).content;
          const ways = {
            write: html => document.write(html),
            markup: html => document.body.appendChild(document.createElement('div')).innerHTML = html,
            append: html => document.body.append(make(read(html).firstElementChild)),
            clone: html => document.body.append(read(html).firstElementChild.cloneNode(true)),
            template: html => document.body.append(read(html)),
            import: html => document.body.append(document.importNode(read(html), true)),
            'attributes-last'(html) {
              const of = read(html).firstElementChild;
              make(of, document.body.appendChild(document.createElement(of.localName)));
            },
          };
          for (const [way, html] of {{JsonSerializer.Serialize(All.Where(cell => cell.Way != "parser").Select(cell => new[] { cell.Way, cell.Html }))}}) ways[way](html);
        </script>
        """;

    private static Cell Make(Kind kind, string spelling, string way, string mark, bool known)
    {
        var name = $"{kind.Name}_{spelling}";
        return new Cell(name, kind, way, kind.Html.Replace("@", name, StringComparison.Ordinal).Replace("#", mark, StringComparison.Ordinal), known);
    }
}
