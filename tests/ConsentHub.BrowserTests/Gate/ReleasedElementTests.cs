using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;

namespace ConsentHub.BrowserTests.Gate;

/// <summary>Whatever is allowed loads, whenever it is inserted and however it is changed, in each engine.</summary>
public sealed class ReleasedElementTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Frame = """<iframe data-consent="marketing" data-src="/frame.html" title="Film" width="480" height="270"></iframe>""";
    private const string Loaded = "() => document.querySelector('iframe').contentDocument?.querySelector('p')?.textContent === 'Embedded'";

    [Theory, EveryEngine]
    public async Task A_frame_parsed_after_the_script_has_started_loads_at_once_if_it_was_allowed_before(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        // The script blocks the parser, so that the rest of the page is parsed later.
        var page = await OpenAsync(engine, pages.ServeHtml($"""<script src="{hub.Address}consent.js?site=shop"></script>""", Frame));
        await page.UntilAsync("() => window.ConsentHub?.ready");
        await page.RunAsync("() => ConsentHub.acceptAll()");
        await page.UntilAsync(Loaded);

        await page.ReloadAsync();

        await page.UntilAsync(Loaded);
    }

    [Theory, EveryEngine]
    public async Task An_address_that_a_morphing_router_removes_is_set_again(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.Serve(
            hub, Frame + """<img data-consent="marketing" data-src="/asset/one.svg" data-srcset="/asset/two.svg 2x" alt=""><link data-consent="marketing" rel="stylesheet" data-href="/asset/one.css">"""));
        await page.UntilAsync("() => window.ConsentHub?.ready");
        await page.RunAsync("() => ConsentHub.acceptAll()");
        await page.UntilAsync(Loaded);

        // Like a library that makes the page's elements equal to those of the server's HTML.
        await page.RunAsync("() => { for (const one of document.querySelectorAll('[data-consent]')) for (const name of ['src', 'srcset', 'href', 'data-consent-released']) one.removeAttribute(name); }");

        await page.UntilAsync("() => ['iframe[src]', 'img[src][srcset]', 'link[href][data-consent]'].every(one => document.querySelector(one))");
        await page.UntilAsync(Loaded);
        await page.RunAsync("() => ConsentHub.withdraw()");
        await page.UntilAsync("() => !document.querySelector('[data-consent]:is([src], [srcset], [href])')");
    }

    [Theory, EveryEngine]
    public async Task A_player_that_preloads_nothing_loads_nothing_when_it_is_allowed(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.Serve(
            hub, """<video data-consent="marketing" data-src="/asset/clip.mp4" preload="none" controls></video><img data-consent="marketing" data-src="/asset/one.svg" alt="">"""));
        await page.UntilAsync("() => window.ConsentHub?.ready");

        await page.RunAsync("() => ConsentHub.acceptAll()");

        await page.UntilAsync("() => document.querySelector('video[src]') && document.querySelector('img[src]') && document.querySelector('img').complete");
        await page.RunAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))");
        Assert.Equal((0, 1), (pages.CountOf("/asset/clip.mp4"), pages.CountOf("/asset/one.svg")));
    }

    [Theory, EveryEngine]
    public async Task A_frame_that_is_allowed_again_leaves_no_step_in_the_history(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.Serve(hub, Frame));
        await page.UntilAsync("() => window.ConsentHub?.ready");
        await page.RunAsync("() => { window.steps = history.length; }");

        for (var times = 0; times < 3; times++)
        {
            await page.RunAsync("() => ConsentHub.acceptAll()");
            await page.UntilAsync(Loaded);
            await page.RunAsync("() => ConsentHub.withdraw()");
            await page.UntilAsync($"() => !({Loaded})()");
        }

        await page.UntilAsync("() => history.length === steps");
        Assert.Equal(3, pages.CountOf("/frame.html"));
    }

    [Theory, EveryEngine]
    public async Task A_style_sheet_that_is_loading_when_the_visitor_withdraws_is_not_applied(Engine engine)
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var response = new TaskCompletionSource();
        pages.Hold("/asset/late.css", () => response.Task);
        var page = await OpenAsync(engine, pages.Serve(hub, """<link data-consent="preferences" rel="stylesheet" data-href="/asset/late.css">"""));
        await page.UntilAsync("() => window.ConsentHub?.ready");
        await page.RunAsync("() => ConsentHub.acceptAll()");
        await page.UntilAsync("() => document.querySelector('link[href]')");

        await page.RunAsync("() => ConsentHub.withdraw()");
        await page.UntilAsync("() => !document.querySelector('link[href]')");
        await page.RunAsync("() => document.querySelector('link').addEventListener('load', () => { window.came = true; })");
        response.SetResult();

        // Firefox itself aborts the request.
        if (engine != Engine.Firefox)
            await page.UntilAsync("() => window.came");

        Assert.False(await page.RunAsync<bool>("() => !!document.querySelector('link').sheet"));
    }
}
