using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>Refusing is as easy as accepting, and nothing is chosen for anybody.</summary>
public sealed class FairnessTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Accept_and_reject_in_the_banner_look_the_same(int width, ColorScheme scheme)
    {
        var page = await OpenDemoAsync(width, scheme);

        Assert.Equal(await Looks.OfAsync(page.Banner("accept-all")), await Looks.OfAsync(page.Banner("reject-all")));
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Accept_and_reject_in_the_preference_centre_look_the_same(int width, ColorScheme scheme)
    {
        var page = await OpenDemoAsync(width, scheme);
        await page.OpenPreferencesAsync();

        Assert.Equal(await Looks.OfAsync(page.Preferences("accept-all")), await Looks.OfAsync(page.Preferences("reject-all")));
    }

    [Fact]
    public async Task Nothing_optional_is_ticked_beforehand()
    {
        var page = await OpenDemoAsync(1280, ColorScheme.Light);

        await page.OpenPreferencesAsync();

        var ticked = await page.Preferences().Locator("[role=switch][aria-checked=true]").EvaluateAllAsync<string[]>("all => all.map(one => one.name)");
        Assert.Equal(["auth"], ticked);
        await Expect(page.Switch("auth")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task The_first_layer_is_a_labelled_region()
    {
        var page = await OpenDemoAsync(1280, ColorScheme.Light);

        await Expect(page.Banner()).ToHaveRoleAsync(AriaRole.Region);
        await Expect(page.Banner()).ToHaveAccessibleNameAsync(await page.Banner().Locator("h2").InnerTextAsync());
    }

    private async Task<IPage> OpenDemoAsync(int width, ColorScheme scheme)
    {
        var page = await OpenAsync((await StartDemoAsync()).Address, options =>
        {
            options.ViewportSize = new() { Width = width, Height = 800 };
            options.ColorScheme = scheme;
        });
        await Expect(page.Banner()).ToBeVisibleAsync();
        return page;
    }
}
