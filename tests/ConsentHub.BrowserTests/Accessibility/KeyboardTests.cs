using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>Everything can be done with the keyboard alone.</summary>
public sealed class KeyboardTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>The hook or name of the element that has the focus, also inside our shadow root.</summary>
    private const string Focused = "() => { const f = document.getElementById('consenthub')?.shadowRoot?.activeElement; return f?.dataset.ch ?? f?.getAttribute('name') ?? f?.id ?? null; }";

    private const string Links = """<a id="first" href="#">First</a> <a id="last" href="#" data-consenthub="open">Privacy settings</a>""";

    [Fact]
    public async Task Reject_can_be_reached_and_pressed()
    {
        var hub = await StartShopAsync();
        var page = await OpenPageAsync(hub);
        await Expect(page.Banner()).ToBeVisibleAsync();

        await TabToAsync(page, "reject-all");
        await page.RunAndWaitForResponseAsync(() => page.Keyboard.PressAsync("Enter"), response => response.Url.EndsWith("/consents", StringComparison.Ordinal));

        Assert.Empty(hub.Granted(Assert.Single(await hub.LogAsync())));
        await Expect(page.Banner()).ToHaveCountAsync(0);
    }

    [Theory, EveryEngine("", """<a class="skip" href="#main">Skip to the content</a>""")]
    public async Task The_banner_comes_first_takes_no_focus_and_traps_nothing(Engine engine, string skip)
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync(engine, (await StartPagesAsync()).Serve(hub, skip + Links));
        await page.UntilAsync("() => find('[role=status]')");
        Assert.True(await page.RunAsync<bool>("() => document.activeElement === document.body"));

        var order = new List<string?>();
        for (var press = 0; press < 5; press++)
            order.Add(await PressAsync("Tab"));

        Assert.Equal(["reject-all", "accept-all", "customize", "close", skip.Length > 0 ? "skip" : "first"], order);
        Assert.Equal("close", await PressAsync("Shift+Tab"));

        async Task<string?> PressAsync(string key)
        {
            // Firefox acknowledges a key press before the page gets it.
            await page.RunAsync("() => { window.pressed = new Promise(done => addEventListener('keyup', done, { capture: true, once: true })); }");
            await page.PressAsync(key);
            await page.RunAsync("() => window.pressed");
            return await page.RunAsync<string?>($"() => ({Focused})() ?? (document.activeElement.id || document.activeElement.className)");
        }
    }

    [Fact]
    public async Task After_an_answer_by_keyboard_the_next_Tab_begins_at_the_top_of_the_page()
    {
        var page = await OpenPageAsync();
        await TabToAsync(page, "reject-all");
        await page.RunAndWaitForResponseAsync(() => page.Keyboard.PressAsync("Enter"), response => response.Url.EndsWith("/consents", StringComparison.Ordinal));
        await Expect(page.Banner()).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("Tab");

        await Expect(page.Locator("#first")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_field_that_the_page_focuses_keeps_the_focus_and_regains_it_after_the_answer()
    {
        var page = await OpenPageAsync(body: """<input id="field" autofocus>""");
        await Expect(page.Banner()).ToBeVisibleAsync();
        await Expect(page.Locator("#field")).ToBeFocusedAsync();

        await page.Banner("reject-all").ClickAsync();

        await Expect(page.Banner()).ToHaveCountAsync(0);
        await Expect(page.Locator("#field")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_click_on_the_banners_text_focuses_no_button()
    {
        var page = await OpenPageAsync();
        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.Banner().HoverAsync();
        await Expect(page.Locator("#consenthub section[tabindex='-1']")).ToBeVisibleAsync();

        await page.Banner().Locator("p").First.ClickAsync();

        Assert.Equal("banner", await page.EvaluateAsync<string?>(Focused));
    }

    [Fact]
    public async Task The_preference_centre_keeps_the_focus_inside()
    {
        var page = await OpenPageAsync();
        await TabToAsync(page, "customize");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Preferences("save")).ToBeVisibleAsync();

        var seen = new HashSet<string>();
        for (var step = 0; step < 30; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            // Between the last and the first element, a browser may focus its own window, but never the page.
            Assert.False(await page.EvaluateAsync<bool>("() => document.activeElement.matches('#first, #last')"));
            if (await page.EvaluateAsync<string?>(Focused) is { } hook)
                seen.Add(hook);
        }

        Assert.Superset(new HashSet<string> { "close", "preferences", "analytics", "marketing", "reject-all", "accept-all", "save" }, seen);
        Assert.DoesNotContain("customize", seen);
    }

    [Fact]
    public async Task Escape_closes_the_preference_centre_and_grants_nothing()
    {
        var hub = await StartShopAsync();
        var page = await OpenPageAsync(hub);
        await TabToAsync(page, "customize");
        await page.Keyboard.PressAsync("Enter");
        await page.Switch("analytics").PressAsync("Space");
        await Expect(page.Switch("analytics")).ToHaveAttributeAsync("aria-checked", "true");

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Preferences()).ToHaveCountAsync(0);
        Assert.Equal(["auth"], await page.GrantedAsync());
        Assert.Empty(await page.KeptAsync());
        Assert.Empty(await hub.LogAsync());
    }

    [Fact]
    public async Task Closing_returns_the_focus_to_the_control_that_opened_it()
    {
        var page = await OpenPageAsync();
        await TabToAsync(page, "customize");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Preferences("save")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Banner("customize")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Opened_from_the_pages_own_link_it_returns_the_focus_to_the_link()
    {
        var page = await OpenPageAsync();
        await page.Locator("#last").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Preferences("save")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator("#last")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_modal_first_layer_takes_the_focus_keeps_it_and_returns_it_without_a_choice()
    {
        var hub = await StartShopAsync(Shown.Site(ThemeLayout.Modal));
        var page = await OpenPageAsync(hub);
        await Expect(page.Banner()).ToBeVisibleAsync();

        foreach (var again in new[] { false, true })
        {
            var seen = new HashSet<string>();
            for (var step = 0; step < 8; step++)
            {
                Assert.False(await page.EvaluateAsync<bool>("() => document.activeElement.matches('#first, #last')"));
                if (await page.EvaluateAsync<string?>(Focused) is { } hook)
                    seen.Add(hook);
                await page.Keyboard.PressAsync("Tab");
            }

            Assert.Superset(new HashSet<string> { "reject-all", "accept-all", "customize", "close" }, seen);
            if (again)
                break;

            // After the preference centre closes, the focus returns, and the first layer is modal again.
            await TabToAsync(page, "customize");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Preferences("save")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.Banner("customize")).ToBeFocusedAsync();
        }

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Banner()).ToHaveCountAsync(0);
        Assert.Empty(await page.KeptAsync());
        Assert.Empty(await hub.LogAsync());
    }

    private async Task<IPage> OpenPageAsync(ConsentHub.Tests.Support.Hub? hub = null, string body = "")
    {
        hub ??= await StartShopAsync();
        var pages = await StartPagesAsync();
        return await OpenAsync(pages.Serve(hub, body + Links));
    }

    private static async Task TabToAsync(IPage page, string hook)
    {
        await Expect(page.Banner()).ToBeVisibleAsync();
        for (var step = 0; step < 12 && await page.EvaluateAsync<string?>(Focused) != hook; step++)
            await page.Keyboard.PressAsync("Tab");

        Assert.Equal(hook, await page.EvaluateAsync<string?>(Focused));
    }
}
