using ConsentHub.BrowserTests.Signals;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Regions;

/// <summary>How long a choice is valid, and how a visitor reopens it, by region.</summary>
public sealed class RegionTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly SiteFile Site = ShopSite.File with
    {
        Consent = new() { Lifetime = "P6M" },
        Regions =
        [
            new() { In = ["EEA"], Model = ConsentModel.OptIn, ReaskAfterRefusal = "P1Y" },
            new() { In = ["BR"], Model = ConsentModel.OptIn, Lifetime = "P3M" },
            new() { In = ["US-CA"], Model = ConsentModel.OptOut },
        ],
    };

    [Theory]
    [InlineData("DE", "acceptAll", 170, 190)]
    [InlineData("DE", "rejectAll", 360, 370)]
    [InlineData("BR", "acceptAll", 85, 95)]
    [InlineData("US-CA", "rejectAll", 360, 370)]
    public async Task A_choice_is_valid_as_long_as_its_region_says(string region, string choice, int stands, int expired)
    {
        var page = await OpenAsync(region);
        await Expect(page.Banner()).ToBeVisibleAsync();
        await page.DecideAsync($"() => ConsentHub.{choice}()");
        var granted = await page.GrantedAsync();

        await LaterAsync(page, stands);
        // The button to reopen appears at the visitor's first action on the page.
        await page.ReadyAsync();
        await page.Keyboard.PressAsync("Shift");
        await Expect(page.Locator("[data-ch=reopen]")).ToBeVisibleAsync();
        await Expect(page.Banner()).ToHaveCountAsync(0);
        Assert.Equal(granted, await page.GrantedAsync());

        await LaterAsync(page, expired);
        await Expect(page.Banner()).ToContainTextAsync("Your earlier choice has expired, so we ask you again.");
        // While the visitor is asked again, what was refused stays off, and what was granted needs a new grant.
        Assert.Equal(["auth"], await page.GrantedAsync());
        await page.RanAsync();
    }

    [Fact]
    [Promise("0.15")]
    public async Task Under_opt_out_the_reopen_button_has_the_label_that_the_law_requires()
    {
        var page = await OpenAsync("US-CA");
        await page.RanAsync("preferences", "analytics", "marketing");
        await page.DecideAsync(page.Banner("accept-all"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Do not sell or share my personal information" }).ClickAsync();

        await page.DecideAsync(page.Preferences("reject-all"));
        Assert.Equal(["auth"], await page.GrantedAsync());
        await Expect(page.Locator("[data-ch=reopen]")).ToHaveTextAsync("Do not sell or share my personal information");
    }

    [Theory]
    [InlineData("US-CA", true)]
    [InlineData("DE", false)]
    [Promise("0.15")]
    public async Task The_privacy_signal_is_confirmed_in_the_text_of_the_region(string region, bool honoured)
    {
        var page = await OpenAsync(region, gpc: true);
        await page.ReadyAsync();
        await Expect(page.Locator(honoured ? "[data-ch=reopen]" : "[data-ch=banner]")).ToBeVisibleAsync();

        await page.OpenPreferencesAsync();

        await Expect(page.Preferences()).ToContainTextAsync("Global Privacy Control");
        await Expect(page.Preferences().GetByText("Opt-out request honored")).ToHaveCountAsync(honoured ? 1 : 0);
    }

    /// <summary>Reloads the page with the clock this many days later.</summary>
    private static async Task LaterAsync(IPage page, int days)
    {
        await page.EvaluateAsync($"() => localStorage.setItem('days', '{days}')");
        await page.ReloadAsync();
        await page.ReadyAsync();
    }

    private async Task<IPage> OpenAsync(string region, bool gpc = false)
    {
        var hub = await StartShopAsync(Site, RegionOf.Setting);
        var profile = await NewProfileAsync();
        await profile.Context.ComesFromAsync(hub, region);
        if (gpc)
            await Regional.SignalAsync(profile.Context);

        await profile.Context.AddInitScriptAsync(
            """
            (() => {
              const Real = Date, off = () => Number(localStorage.getItem('days') ?? 0) * 86400000;
              window.Date = class extends Real {
                constructor(...parts) { parts.length > 0 ? super(...parts) : super(Real.now() + off()); }
                static now() { return Real.now() + off(); }
              };
            })();
            """);
        return await profile.OpenAsync((await StartPagesAsync()).Serve(hub, ShopSite.Tags));
    }
}
