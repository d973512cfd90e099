namespace ConsentHub.BrowserTests.Robustness;

/// <summary>A condition under which the script on a page must still work.</summary>
/// <param name="Init">Script that runs before anything on the page, like a setting of the browser.</param>
/// <param name="Head">Markup of the page itself, before our script.</param>
/// <param name="Forgets">The browser stores no choice, so the next page asks again.</param>
public sealed record Hardship(string Name, string Init = "", string Head = "", bool Forgets = false)
{
    private const string Throws = "throw new DOMException('No.', 'SecurityError');";

    public static readonly IReadOnlyList<Hardship> All =
    [
        new("blocked storage", Init: $"Object.defineProperty(window, 'localStorage', {{ get() {{ {Throws} }} }});"),
        new("blocked cookies", Init: $"Object.defineProperty(Document.prototype, 'cookie', {{ get() {{ {Throws} }}, set() {{ {Throws} }} }});"),
        new("deaf cookies", Init: "Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set() {} });"),
        new("a full quota", Init: "(() => { for (let size = 1 << 20; size > 0; size >>= 1) try { for (let n = 0; ; n++) localStorage.setItem(`page.${size}.${n}`, 'x'.repeat(size)); } catch {} })();"),
        new("an old cookie format", Init: "if (origin !== 'null' && !document.cookie.includes('ch_shop=1~')) document.cookie = 'ch_shop=0~everything~analytics.marketing;Path=/';"),
        new("a cookie of a later format", Init: "if (origin !== 'null' && !document.cookie.includes('ch_shop=1~')) document.cookie = 'ch_shop=9~1~1700000000~opt_in~auth.analytics.marketing~;Path=/';"),
        new("a broken memory", Init: "if (origin !== 'null' && !localStorage.ch_shop_state) { localStorage.ch_shop_state = '{\"v\":1'; localStorage.ch_shop_outbox = '[1,2'; localStorage.ch_shop_notice = '<html>'; }"),
        new("a clock a year ahead", Init: Clock(365)),
        new("a clock a year behind", Init: Clock(-365)),
        new("a polluted Object.prototype", Head: """
            <script>
              for (const name of ['analytics', 'marketing', 'granted', 'default', 'required', 'opt_in', 'services', 'choices', 'version', 'age', 'signals', 'gpc', 'unsent'])
                Object.defineProperty(Object.prototype, name, { value: true, writable: true, configurable: true });
            </script>
            """),
        new("a frozen queue", Head: "<script>window.ConsentHub = Object.freeze([]);</script>"),
        new("a name that nobody can take", Head: "<script>Object.defineProperty(window, 'ConsentHub', { value: [], writable: false, configurable: false });</script>"),
        new("a name that is something else", Head: "<script>window.ConsentHub = 'ours';</script>"),
        new("style sheets that hide everything", Head: "<style>html > :not(head, body), body * { display: none !important; all: unset !important } div, section, button { visibility: hidden !important; position: static !important }</style>"),
        new("a page that lies above all", Head: "<style>body::before { content: ''; position: fixed; inset: 0; z-index: 2147483647; background: #fff }</style>"),
    ];

    public override string ToString() => Name;

    private static string Clock(int days) => $$"""
        (() => {
          const Real = Date, off = {{days}} * 86400000;
          window.Date = class extends Real {
            constructor(...parts) { parts.length > 0 ? super(...parts) : super(Real.now() + off); }
            static now() { return Real.now() + off; }
          };
        })();
        """;
}
