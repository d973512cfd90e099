using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Robustness;

/// <summary>What a page shows only to its visitors is neither printed nor quoted by search engines.</summary>
public sealed class PrintTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(nameof(ThemeLayout.Box))]
    [InlineData(nameof(ThemeLayout.Modal))]
    public async Task Neither_the_first_layer_nor_the_buttons_of_a_card_are_printed(string layout)
    {
        var profile = await NewProfileAsync();
        // Even before the part that comes later has loaded, nothing is printed.
        await profile.Context.RouteAsync("**/consenthub-work.js", route => route.AbortAsync());
        profile.ExpectConsole("net::ERR_FAILED");
        var pages = await StartPagesAsync();
        var hub = await StartShopAsync(Shown.Site(Enum.Parse<ThemeLayout>(layout)));
        var page = await profile.OpenAsync(pages.Serve(hub, "<p>Invoice</p>"));
        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Banner()).ToBeHiddenAsync();

        await profile.Context.UnrouteAllAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.GotoAsync(pages.Serve(hub, Shown.Body, path: "/film").AbsoluteUri);
        await Expect(page.Locator("[data-ch=placeholder-allow]")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Banner()).ToBeHiddenAsync();
        await Expect(page.Locator("[data-ch=placeholder-allow]")).ToBeHiddenAsync();
        await Expect(page.Locator("[data-consenthub-placeholder] p").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_reopen_button_and_the_preference_centre_are_not_printed()
    {
        var page = await OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(), "<p>Invoice</p>"));
        await page.DecideAsync(page.Banner("reject-all"));
        var back = page.Locator("#consenthub [data-ch=reopen]");
        await Expect(back).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(back).ToBeHiddenAsync();

        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.OpenPreferencesAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Preferences()).ToBeHiddenAsync();

        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await Expect(page.Locator("#consenthub dialog[data-ch=preferences]:modal")).ToBeVisibleAsync();
    }

    /// <remarks>The drivers of Firefox and WebKit can't print. For them the print rules are applied to the screen.</remarks>
    [Theory, EveryEngine]
    public async Task In_each_engine_the_print_rules_hide_it_and_search_engines_are_asked_not_to_quote_it(Engine engine)
    {
        var page = await OpenAsync(engine, (await StartPagesAsync()).Serve(await StartShopAsync(), Shown.Body));
        await page.UntilAsync("() => find('[data-ch=banner]')?.checkVisibility() && find('[data-ch=placeholder-allow]')?.checkVisibility()");
        Assert.Equal(2, await page.RunAsync<int>("() => document.querySelectorAll('#consenthub[data-nosnippet], [data-consenthub-placeholder][data-nosnippet]').length"));

        await page.RunAsync(
            """
            () => {
              for (const host of document.querySelectorAll('#consenthub, [data-consenthub-placeholder]'))
                for (const sheet of host.shadowRoot.adoptedStyleSheets)
                  for (const rule of sheet.cssRules)
                    if (rule.media?.mediaText === 'print') rule.media.mediaText = 'all';
            }
            """);

        await page.UntilAsync("() => !find('[data-ch=banner]').checkVisibility() && !find('[data-ch=placeholder-allow]').checkVisibility()");
        Assert.True(await page.RunAsync<bool>("() => document.querySelector('[data-consenthub-placeholder]').shadowRoot.querySelector('p').checkVisibility()"));
    }
}
