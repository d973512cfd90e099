using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.OwnOrigin;

/// <summary>The hub under a path of the page's own origin, behind a real reverse proxy.</summary>
public sealed class BehindProxyTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_server_sets_both_cookies_and_everything_works_without_another_origin()
    {
        var pages = await StartPagesAsync();
        var site = (ShopSite.File with { Origins = [pages.Address.GetLeftPart(UriPartial.Authority)] })
            .WithService("analytics", service => service with { Cookies = [new CookieDeclaration { Name = "measured", Duration = "P1Y" }] });
        var hub = await StartShopAsync(site, ("ConsentHub:PublicUrl", $"{pages.At("/consent")}"));
        pages.Forward(hub);
        pages.ServeScript("/measure.js", SitePages.Tag("measure"), ("Set-Cookie", "measured=1; Path=/; HttpOnly; Max-Age=3600"));
        var address = pages.ServeHtml(
            """<script src="/consent/consent.js?site=shop" async></script>""",
            """
            <script type="text/plain" data-consent="analytics" data-src="/measure.js"></script>
            <iframe data-consent="marketing" data-src="/frame.html" title="Film" width="480" height="270"></iframe>
            """);
        var page = await OpenAsync(address);
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToBeVisibleAsync();
        await page.ReadyAsync();
        await page.OpenPreferencesAsync();
        await page.Switch("analytics").ClickAsync();

        var saved = await page.DecideAsync(page.Preferences("save"));

        await page.RanAsync("measure");
        var set = (await saved.HeadersArrayAsync()).Where(header => header.Name.Equals("set-cookie", StringComparison.OrdinalIgnoreCase)).Select(header => header.Value.Split('=')[0]);
        Assert.Equal(["ch_shop", "chid_shop"], set.Order(StringComparer.Ordinal));
        Assert.StartsWith("1~1~", (await page.CookieAsync("ch_shop"))!.Value, StringComparison.Ordinal);
        Assert.True((await page.CookieAsync("measured"))!.HttpOnly);

        await page.ReloadAsync();
        await page.ReadyAsync();
        Assert.Equal(["auth", "analytics"], await page.GrantedAsync());
        await page.RanAsync("measure");
        await Expect(page.Banner()).ToHaveCountAsync(0);

        // The server's response deletes cookies that no script can reach.
        await page.DecideAsync("() => ConsentHub.withdraw()");

        await page.UntilAsync("async () => !ConsentHub.has('analytics')");
        Assert.Null(await page.CookieAsync("measured"));
        Assert.Equal(2, (await hub.LogAsync()).Count);
        foreach (var request in ProfileOf(page).Requests)
        {
            Assert.Equal(pages.Address.Authority, new Uri(request.Url).Authority);
            Assert.NotEqual("OPTIONS", request.Method);
            if (await request.ResponseAsync() is { } answer)
                Assert.DoesNotContain("access-control-allow-credentials", (await answer.AllHeadersAsync()).Keys);
        }

        Assert.True(await page.EvaluateAsync<bool>("async () => (await ConsentHub.erase()).erased"));
        Assert.Empty(await hub.LogAsync());
        Assert.Null(await page.CookieAsync("chid_shop"));
    }
}
