using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>
/// Shows a customer's page in a frame, in any size, language and look, and reports what a visitor could not read or
/// reach. A frame has its own viewport, so one page covers every size without loading again.
/// </summary>
internal sealed class ReachPage(EnginePage page, SitePages pages, Hub hub)
{
    /// <summary>
    /// Laptops zoomed to 400 %, phones in portrait between the browser's bars and in landscape, a tablet, a low window
    /// and a usual one.
    /// </summary>
    private const string Sizes = "[[320, 180], [320, 256], [320, 568], [360, 560], [375, 548], [390, 844], [480, 270], [640, 360], [768, 1024], [1280, 256], [1280, 800]]";

    private static readonly string Script = $$"""
        async ([address, what, looks]) => {
          const check = {{File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Accessibility", "reach.js"))}};
          const until = async find => {
            for (const end = performance.now() + 20000; performance.now() < end; await new Promise(done => setTimeout(done, 5))) {
              const found = find();
              if (found) return found;
            }
            throw new Error(`${address} ${find}`);
          };
          let frame = document.querySelector('iframe');
          if (frame?.src !== address) {
            frame?.remove();
            frame = document.createElement('iframe');
            frame.src = address;
            frame.width = frame.height = 600;
            document.body.append(frame);
          }
          const part = hook => frame.contentDocument?.getElementById('consenthub')?.shadowRoot?.querySelector(`[data-ch=${hook}]`);
          // A modal first layer is first shown and then made modal, which moves the focus.
          const settled = box => box && (box.localName !== 'dialog' || box.matches(':modal')) ? box : null;
          const banner = await until(() => settled(part('banner')) ?? (part('preferences') || part('age') ? {} : null));
          let box = banner;
          if (what === 'preferences') {
            await frame.contentWindow.ConsentHub.open();
            box = await until(() => part('preferences'));
            for (const fold of box.querySelectorAll('details:not([hidden])')) fold.open = true;
          } else if (what === 'age') {
            part('accept-all').click();
            box = await until(() => part('age'));
            part('age-continue').click();
          } else if (what === 'card') {
            part('close')?.click();
            const card = await until(() => frame.contentDocument.querySelector('[data-consenthub-placeholder]'));
            box = card.shadowRoot.querySelector('.held');
          }
          const faults = [];
          for (const look of looks) {
            if (look) box.className = `banner ${look}`;
            for (const [width, height] of {{Sizes}}) {
              frame.width = width;
              frame.height = height;
              faults.push(...(await check(box)).map(fault => `${what} ${look} ${width}×${height} ${fault}`));
            }
          }
          return faults;
        }
        """;

    /// <summary>
    /// What can't be read or reached of the first layer (<c>banner</c>), <c>preferences</c>, <c>age</c> or a <c>card</c>,
    /// in a window of any size.
    /// </summary>
    /// <param name="looks">Layouts and positions by their classes; if empty, those of the site.</param>
    public async Task<string[]> ErrorsAsync(string site, string lang, string what, string[] looks, string body = "", bool gpc = false)
    {
        var signal = gpc ? """<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>""" : "";
        var address = pages.ServeHtml(
            $"""{signal}<script src="{hub.Address}consent.js?site={site}&lang={lang}" async></script>""", $"<h1>Customer</h1>{body}", $"/{site}/{lang}/{gpc}", lang);
        var faults = await page.RunAsync<string[]>(Script, new object[] { address.AbsoluteUri, what, looks.Length == 0 ? [""] : looks });
        return [.. faults.Select(fault => $"{site} {lang} {fault}")];
    }
}
