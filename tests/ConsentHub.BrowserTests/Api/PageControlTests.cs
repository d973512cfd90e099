using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.BrowserTests.Api;

/// <summary>What a page's own code can learn and decide while it runs, in each engine.</summary>
public sealed class PageControlTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Heard = "<script>var heard = []; for (const name of ['ready', 'change']) document.addEventListener('consenthub:' + name, event => heard.push(event.detail));</script>";

    [Theory, EveryEngine]
    public async Task A_page_learns_that_a_visitor_switched_off_one_service(Engine engine)
    {
        var (_, page) = await OpenShopAsync(engine, head: Heard);
        await page.UntilAsync("() => find('[data-ch=banner]')");

        await page.RunAsync("() => ConsentHub.save({ analytics: true, marketing: true }, { shop_ads: false })");

        Assert.Equal("true false false false", await page.RunAsync<string>(
            "() => [ConsentHub.has('marketing'), ConsentHub.has('marketing', 'shop_ads'), ConsentHub.has('analytics', 'shop_ads'), ConsentHub.has('shop_ads')].join(' ')"));
        Assert.Equal("true true false", await page.RunAsync<string>("() => { const { shop_session, shop_stats, shop_ads } = ConsentHub.services; return [shop_session, shop_stats, shop_ads].join(' '); }"));
        Assert.Equal(
            """{"choices":{"analytics":true,"marketing":true},"services":{"shop_stats":true}}""", await page.RunAsync<string>("() => JSON.stringify(heard.at(-1).changed)"));
        Assert.False(await page.RunAsync<bool>("() => heard.at(-1).services.shop_ads"));
    }

    [Theory, EveryEngine]
    public async Task An_application_changes_the_language_of_what_is_open(Engine engine)
    {
        var (hub, page) = await OpenShopAsync(engine, """<iframe data-consent="marketing" data-src="/asset/film.html" title="Film" width="400" height="200"></iframe>""");
        await page.UntilAsync("() => find('[data-ch=accept-all]')?.textContent === 'Accept all' && find('[data-ch=placeholder-allow]')?.textContent.startsWith('Always')");

        await page.RunAsync("() => document.documentElement.lang = 'de'");

        await page.UntilAsync("() => find('[data-ch=accept-all]').textContent === 'Alle akzeptieren' && find('[data-ch=placeholder-allow]').textContent.endsWith('immer erlauben')");
        Assert.Equal("de", await page.RunAsync<string>("() => find('.ch').lang"));
        await page.ClickAsync("[data-ch=customize]");
        await page.UntilAsync("() => find('[data-ch=preferences] h3')?.textContent === 'Anmeldung'");
        await page.ClickAsync("[role=switch][name=analytics]");

        Assert.Equal("true false", await page.RunAsync<string>("async () => `${await ConsentHub.setLanguage('en-GB')} ${await ConsentHub.setLanguage('fr')}`"));

        await page.UntilAsync("() => find('[data-ch=preferences] h3').textContent === 'Sign-in'");
        Assert.Equal("true", await page.RunAsync<string>("() => find('[role=switch][name=analytics]').getAttribute('aria-checked')"));
        await page.ClickAsync("[data-ch=save]");
        Assert.Equal("en", Assert.Single(await hub.LogOfAsync(1)).Content.Lang);
    }

    [Theory, EveryEngine]
    public async Task The_banner_follows_the_colour_scheme_that_the_page_has_chosen(Engine engine)
    {
        var (_, page) = await OpenShopAsync(engine, head: "<style>:root { color-scheme: dark }</style>");
        await page.UntilAsync("() => find('[data-ch=banner]')");
        const string Lightness = "() => getComputedStyle(find('[data-ch=banner]')).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0)";
        Assert.InRange(await page.RunAsync<int>(Lightness), 0, 200);

        await page.RunAsync("() => ConsentHub.open()");
        await page.RunAsync("() => document.documentElement.style.colorScheme = 'light'");

        await page.UntilAsync("() => getComputedStyle(find('.ch')).colorScheme === 'light'");
        await page.PressAsync("Escape");
        await page.UntilAsync("() => find('[data-ch=banner]')");
        Assert.InRange(await page.RunAsync<int>(Lightness), 600, 765);
    }

    [Theory, EveryEngine]
    public async Task A_page_with_manual_start_asks_when_its_code_calls_show(Engine engine)
    {
        var (_, page) = await OpenShopAsync(engine, attributes: "data-manual");
        await page.UntilAsync("() => window.ConsentHub?.ready");
        await page.RunAsync("() => ConsentHub.ready");
        await page.ClickAtAsync(5, 5);
        // A visitor who reads the imprint still has a way to make a choice.
        await page.UntilAsync("() => find('[data-ch=reopen]')?.checkVisibility()");
        Assert.False(await page.RunAsync<bool>("() => !!find('[data-ch=banner]')"));

        await page.RunAsync("() => ConsentHub.show()");

        await page.UntilAsync("() => find('[data-ch=banner]')");
    }

    [Theory, EveryEngine]
    public async Task A_visitor_whose_pointer_rested_on_the_page_before_the_script_loaded_gets_the_button_on_a_click(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.ServeHtml("", ""));
        await page.RunAsync("() => { window.clicks = 0; addEventListener('click', () => clicks++); }");
        await page.ClickAtAsync(5, 5);
        await page.UntilAsync("() => clicks === 1");
        await page.RunAsync("src => { const tag = document.createElement('script'); tag.src = src; tag.dataset.manual = ''; document.head.append(tag); }", $"{hub.Address}consent.js?site=shop");
        await page.UntilAsync("() => window.ConsentHub?.ready");
        await page.RunAsync("() => ConsentHub.ready");

        await page.ClickAtAsync(5, 5);

        await page.UntilAsync("() => find('[data-ch=reopen]')?.checkVisibility()");
    }

    [Theory, EveryEngine]
    public async Task A_frame_of_the_same_site_follows_the_outer_page(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        pages.Serve(hub, ShopSite.Tags, path: "/inner.html");
        var page = await OpenAsync(engine, pages.Serve(hub, """<iframe src="/inner.html" width="700" height="400" title="Inner"></iframe>"""));
        await page.UntilAsync("() => find('[data-ch=banner]') && frames[0].ConsentHub?.ready");
        await page.RunAsync("() => frames[0].ConsentHub.ready");
        Assert.False(await page.RunAsync<bool>("() => !!frames[0].document.querySelector('#consenthub')?.shadowRoot.querySelector('[data-ch=banner]')"));

        await page.ClickAsync("[data-ch=accept-all]");

        await page.UntilAsync("() => frames[0].document.documentElement.dataset.ran === 'preferences analytics marketing'");
        Assert.Single(await hub.LogOfAsync(1));
    }

    [Theory, EveryEngine]
    public async Task Where_cookies_store_nothing_the_choice_is_still_remembered(Engine engine)
    {
        var (hub, page) = await OpenShopAsync(engine, head: "<script>Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set() {} })</script>");
        await page.UntilAsync("() => find('[data-ch=banner]')");
        Assert.Equal(0, await page.RunAsync<int>("() => localStorage.length"));
        await page.RunAsync("() => ConsentHub.save({ analytics: true })");
        await hub.LogOfAsync(1);

        await page.ReloadAsync();
        await page.UntilAsync("() => window.ConsentHub?.ready");
        Assert.True(await page.RunAsync<bool>("async () => (await ConsentHub.ready).analytics"));
        Assert.False(await page.RunAsync<bool>("() => !!find('[data-ch=banner]')"));
        await page.RunAsync("() => ConsentHub.withdraw()");

        var log = await hub.LogOfAsync(2);
        Assert.Equal(log[0].Content.Visitor, log[1].Content.Visitor);
        await page.RunAsync("() => ConsentHub.erase()");
        await page.ReloadAsync();
        await page.UntilAsync("() => window.ConsentHub?.ready");
        Assert.Equal("ch_shop_state", await page.RunAsync<string>("async () => (await ConsentHub.ready, Object.keys(localStorage).join())"));
        Assert.False(await page.RunAsync<bool>("() => !!find('[data-ch=banner]')"));
    }

    /// <remarks>Each engine stores something else for a frame on another site: a partitioned cookie, or only storage.</remarks>
    [Theory, EveryEngine]
    public async Task A_page_in_a_frame_of_another_site_remembers_the_choice_made_in_it(Engine engine)
    {
        var pages = await StartPagesAsync(https: true);
        var port = pages.Address.Port;
        var hub = await StartShopAsync(ShopSite.File with { Origins = [$"https://shop.localhost:{port}"] }, ("ConsentHub:PublicUrl", $"https://hub.localhost:{port}/consent"));
        pages.Forward(hub);
        pages.ServeHtml(
            $"""<script src="https://hub.localhost:{port}/consent/consent.js?site=shop" async></script>""",
            ShopSite.Tags + """
            <script>
              addEventListener('message', () => ConsentHub.acceptAll());
              setInterval(() => parent.postMessage([!!document.querySelector('#consenthub')?.shadowRoot.querySelector('[data-ch=banner]'), document.documentElement.dataset.ran ?? ''].join(' '), '*'), 50);
            </script>
            """,
            path: "/inner.html");
        var portal = pages.ServeHtml(
            "<script>addEventListener('message', event => { window.inner = event.data; })</script>", $"""<iframe src="https://shop.localhost:{port}/inner.html" width="800" height="500" title="Shop"></iframe>""");
        var page = await OpenAsync(engine, new Uri(portal.AbsoluteUri.Replace("localhost", "portal.localhost", StringComparison.Ordinal)));
        await page.UntilAsync("() => window.inner === 'true '");

        await page.RunAsync("() => frames[0].postMessage('accept', '*')");
        await page.UntilAsync("() => window.inner === 'false preferences analytics marketing'");
        Assert.Equal(["preferences", "analytics", "marketing"], hub.Granted(Assert.Single(await hub.LogOfAsync(1))));

        await page.ReloadAsync();
        await page.UntilAsync("() => window.inner === 'false preferences analytics marketing'");
        Assert.Single(await hub.LogOfAsync(1));
    }

    [Theory, EveryEngine]
    public async Task A_renamed_data_layer_gets_the_events(Engine engine)
    {
        var signals = new SiteSignals { Google = new GoogleSignals(), DataLayer = true, DataLayerName = "shopLayer" };
        var (_, page) = await OpenShopAsync(engine, site: ShopSite.File with { Signals = signals });
        await page.UntilAsync("() => find('[data-ch=banner]')");

        await page.RunAsync("() => ConsentHub.acceptAll()");

        await page.UntilAsync("() => window.shopLayer?.some(entry => entry.event === 'consenthub_change' && entry.consent.marketing)");
        Assert.Equal("default update undefined", await page.RunAsync<string>("() => [...shopLayer.filter(entry => entry[0] === 'consent').map(entry => entry[1]), typeof dataLayer].join(' ')"));
    }

    private async Task<(Hub Hub, EnginePage Page)> OpenShopAsync(Engine engine, string body = "", string head = "", string attributes = "", SiteFile? site = null)
    {
        var hub = await StartShopAsync(site);
        var pages = await StartPagesAsync();
        var page = pages.ServeHtml($"""{head}<script src="{hub.Address}consent.js?site=shop" async {attributes}></script>""", body);
        return (hub, await OpenAsync(engine, page));
    }
}
