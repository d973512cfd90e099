using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>Refusing is as easy as accepting, and nothing is preselected.</summary>
public sealed class FairnessTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task In_the_first_layer_a_labelled_region_accept_and_reject_look_the_same()
    {
        var page = await OpenDemoAsync();

        await Expect(page.Banner()).ToHaveRoleAsync(AriaRole.Region);
        await Expect(page.Banner()).ToHaveAccessibleNameAsync(await page.Banner().Locator("h2").InnerTextAsync());
        await LookTheSameAsync(page, page.Banner("accept-all"), page.Banner("reject-all"));
    }

    [Fact]
    public async Task In_the_preference_centre_nothing_optional_is_ticked_and_accept_and_reject_look_the_same()
    {
        var page = await OpenDemoAsync();
        await page.OpenPreferencesAsync();

        var ticked = await page.Preferences().Locator("[role=switch][aria-checked=true]").EvaluateAllAsync<string[]>("all => all.map(one => one.name)");

        Assert.Equal(["auth"], ticked);
        await Expect(page.Switch("auth")).ToBeDisabledAsync();
        await LookTheSameAsync(page, page.Preferences("accept-all"), page.Preferences("reject-all"));
    }

    private static async Task LookTheSameAsync(IPage page, ILocator accept, ILocator reject)
    {
        foreach (var (width, scheme) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (320, ColorScheme.Light) })
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.Equal(await Looks.OfAsync(accept), await Looks.OfAsync(reject));
        }
    }

    private async Task<IPage> OpenDemoAsync()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);
        await Expect(page.Banner()).ToBeVisibleAsync();
        return page;
    }
}
