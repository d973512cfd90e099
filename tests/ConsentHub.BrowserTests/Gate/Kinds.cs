namespace ConsentHub.BrowserTests.Gate;

/// <summary>The kinds of elements that can be marked, and the ways in which they are inserted into a page.</summary>
internal static class Kinds
{
    /// <summary>Markup in which <c>@</c> is replaced by the element's name and <c>#</c> by its marks, and the path that it requests once.</summary>
    public sealed record Kind(string Name, string Html, string Path);

    public static readonly Kind[] All =
    [
        new("classic", """<script type="text/plain" # data-src="/tag/@.js"></script>""", "/tag/@.js"),
        new("async", """<script type="text/plain" # data-src="/tag/@.js" async></script>""", "/tag/@.js"),
        new("defer", """<script type="text/plain" # data-src="/tag/@.js" defer></script>""", "/tag/@.js"),
        new("module", """<script type="text/plain" data-type="module" # data-src="/tag/@.js"></script>""", "/tag/@.js"),
        new("inline", """<script type="text/plain" #>new Image().src = '/asset/@.svg'</script>""", "/asset/@.svg"),
        new("inline-module", """<script type="text/plain" data-type="module" #>if (import.meta.url) new Image().src = '/asset/@.svg'</script>""", "/asset/@.svg"),
        new("iframe", """<iframe # data-src="/asset/@.html" width="60" height="40" title="@"></iframe>""", "/asset/@.html"),
        new("img", """<img # data-src="/asset/@.svg" alt="">""", "/asset/@.svg"),
        new("srcset", """<img # data-srcset="/asset/@.svg 1x" alt="">""", "/asset/@.svg"),
        new("link", """<link rel="stylesheet" # data-href="/asset/@.css">""", "/asset/@.css"),
        new("poster", """<video # data-poster="/asset/@.svg"></video>""", "/asset/@.svg"),
        new("source", """<video #><source data-src="/asset/@.mp4" type="video/mp4"></video>""", "/asset/@.mp4"),
        new("audio", """<audio # data-src="/asset/@.mp4"></audio>""", "/asset/@.mp4"),
    ];

    /// <summary>The functions of <see cref="Adding"/>.</summary>
    public static readonly string[] Ways = ["markup", "created", "attributes-last", "replaced"];

    /// <summary>Defines <c>add(way, html)</c> on the page: adds one element as an application or a tag does.</summary>
    public const string Adding = """
        <script>
          const make = (of, made = document.createElement(of.localName)) => {
            for (const { name, value } of of.attributes) made.setAttribute(name, value);
            for (const child of of.childNodes) made.append(child.nodeType === 3 ? child.data : make(child));
            return made;
          };
          const ways = {
            markup: html => document.body.appendChild(document.createElement('div')).innerHTML = html,
            created: (html, one) => document.body.append(make(one)),
            'attributes-last': (html, one) => make(one, document.body.appendChild(document.createElement(one.localName))),
            replaced(html, one) {
              const first = document.body.appendChild(make(one));
              first.replaceWith(make(one));
            },
          };
          window.add = (way, html) => {
            const template = document.createElement('template');
            template.innerHTML = html;
            ways[way](html, template.content.firstElementChild);
          };
        </script>
        """;
}
