namespace ConsentHub.BrowserTests.Gate;

/// <summary>The ways in which an element is inserted into a page, by its kind. An at sign is replaced by the address.</summary>
/// <remarks>The markup of a way is in the body. Each way has a name, which is in the address that it requests.</remarks>
internal static class StubWays
{
    public sealed record Way(string Name, string Html, bool MayAsk = false);

    private const string Insert = "document.body.append(s)";

    public static readonly Way[] Scripts =
    [
        // A browser fetches ahead what the parser has not reached yet, but does not run it.
        new("parser", """<script src="@"></script>""", MayAsk: true),
        new("async", """<script async src="@"></script>""", MayAsk: true),
        new("defer", """<script defer src="@"></script>""", MayAsk: true),
        new("module", """<script type="module" src="@"></script>""", MayAsk: true),
        new("write", Code("document.write('<script src=\"@\"><\\/script>')"), MayAsk: true),
        new("write-in-parts", Code("document.write('<scr' + 'ipt src=\"@\">'); document.write('</scr' + 'ipt>')"), MayAsk: true),
        new("moved-template", """<template id="moved"><script src="@"></script></template>""" + Code("document.body.append(document.querySelector('#moved').content)"), MayAsk: true),
        new("imported-template", """<template id="imported"><script src="@"></script></template>""" + Code("document.body.append(document.importNode(document.querySelector('#imported').content, true))"), MayAsk: true),
        new("fragment", Code("document.body.append(document.createRange().createContextualFragment('<script src=\"@\"><\\/script>'))"), MayAsk: true),
        new("attribute-with-namespace", Code($"let s = document.createElement('script'); s.setAttributeNS(null, 'src', '@'); {Insert}"), MayAsk: true),
        new("attribute-node", Code($"let s = document.createElement('script'), a = document.createAttribute('src'); a.value = '@'; s.setAttributeNode(a); {Insert}"), MayAsk: true),
        new("property", Code($"let s = document.createElement('script'); s.src = '@'; {Insert}")),
        new("property-then-type", Code("let s = document.createElement('script'); s.src = '@'; s.type = 'text/javascript'; s.async = true; document.head.insertBefore(s, document.head.firstChild)")),
        new("property-when-inserted", Code($"let s = document.createElement('script'); {Insert}; s.src = '@'")),
        new("attribute", Code($"let s = document.createElement('script'); s.setAttribute('src', '@'); {Insert}")),
        new("attribute-when-inserted", Code($"let s = document.createElement('script'); {Insert}; s.setAttribute('src', '@')")),
        new("created-module", Code($"let s = document.createElement('script'); s.type = 'module'; s.src = '@'; {Insert}")),
        new("cloned-template", """<template id="cloned"><script src="@"></script></template>""" + Code("document.body.append(document.querySelector('#cloned').content.cloneNode(true))")),
        new("clone-of-a-held-one", Code("let s = document.createElement('script'); s.src = '@'; document.body.append(s.cloneNode(true))")),
        new("shadow-tree", Code("let d = document.createElement('div'), s = document.createElement('script'); document.body.append(d); d.attachShadow({ mode: 'open' }).append(s); s.src = '@'")),
        new("by-another-script", Code("""let o = document.createElement('script'); o.text = "let s = document.createElement('script'); s.src = '@'; document.head.appendChild(s)"; document.head.append(o)""")),
    ];

    public static readonly Way[] Frames =
    [
        new("parser", """<iframe src="@"></iframe>""", MayAsk: true),
        new("write", Code("document.write('<iframe src=\"@\"></iframe>')"), MayAsk: true),
        new("markup", Code("let d = document.createElement('div'); document.body.append(d); d.innerHTML = '<iframe src=\"@\"></iframe>'"), MayAsk: true),
        new("adjacent-markup", Code("document.body.insertAdjacentHTML('beforeend', '<iframe src=\"@\"></iframe>')"), MayAsk: true),
        new("property", Code($"let s = document.createElement('iframe'); s.src = '@'; {Insert}")),
        new("property-when-inserted", Code($"let s = document.createElement('iframe'); {Insert}; s.src = '@'")),
        new("attribute", Code($"let s = document.createElement('iframe'); s.setAttribute('src', '@'); {Insert}")),
        new("attribute-when-inserted", Code($"let s = document.createElement('iframe'); {Insert}; s.setAttribute('src', '@')")),
        new("markup-then-inserted", Code($"let s = document.createElement('div'); s.innerHTML = '<iframe src=\"@\"></iframe>'; {Insert}")),
        new("cloned-template", """<template id="cloned"><iframe src="@"></iframe></template>""" + Code("document.body.append(document.querySelector('#cloned').content.cloneNode(true))")),
    ];

    /// <summary>The ways in which a picture can be held; one that the parser meets is requested before any script can act.</summary>
    public static readonly Way[] Images =
    [
        new("pixel", Code("new Image().src = '@'")),
        new("property", Code($"let s = document.createElement('img'); s.src = '@'; {Insert}")),
        new("property-when-inserted", Code($"let s = document.createElement('img'); {Insert}; s.src = '@'")),
        new("attribute", Code("document.createElement('img').setAttribute('src', '@')")),
        new("markup", Code("let d = document.createElement('div'); document.body.append(d); d.innerHTML = '<img src=\"@\">'")),
        new("markup-never-inserted", Code("document.createElement('div').innerHTML = '<img src=\"@\">'")),
        new("cloned-template", """<template id="cloned"><img src="@"></template>""" + Code("document.body.append(document.querySelector('#cloned').content.cloneNode(true))")),
    ];

    private static string Code(string code) => $$"""<script>{ {{code}} }</script>""";
}
