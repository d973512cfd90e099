using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.BrowserTests.SignIn;

/// <summary>A person signs in on two devices, in each engine.</summary>
public sealed class SignInTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Allowed = "() => Object.entries(ConsentHub.choices).filter(([, on]) => on).map(([id]) => id).join(' ')";

    [Theory, EveryEngine]
    public async Task A_choice_made_on_one_device_applies_on_the_other_and_sign_out_leaves_nothing(Engine engine)
    {
        var hub = await StartShopAsync(ShopSite.File with { Identity = true });
        var tokens = hub.Services.GetRequiredService<SubjectTokens>();
        string Token() => tokens.Issue("shop", "4711", TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));
        Uri Page(SitePages pages, string token) => pages.ServeHtml(
            $"""<script src="{hub.Address}consent.js?site=shop" async></script><script src="{hub.Address}consenthub-identity.js?site=shop" data-token="{token}" async></script>""", ShopSite.OwnScript);

        var phone = await OpenAsync(engine, Page(await StartPagesAsync(), Token()));
        await phone.UntilAsync("() => find('[data-ch=banner]')?.textContent.includes('If you sign in, your choice applies on all your devices.') && document.cookie.includes('chid_shop')");
        await phone.RunAsync("() => ConsentHub.save({ analytics: true })");
        await hub.LogOfAsync(1);
        await CloseAsync(phone);

        var laptop = await OpenAsync(engine, Page(await StartPagesAsync(), Token()));
        await laptop.UntilAsync("() => window.ConsentHub?.has?.('analytics') && !find('[data-ch=banner]')");
        Assert.Equal("auth analytics", await laptop.RunAsync<string>(Allowed));

        Assert.Equal("true", await laptop.RunAsync<string>("async () => `${await ConsentHub.signOut()}`"));
        Assert.Equal(" 0 auth", await laptop.RunAsync<string>($"() => `${{document.cookie}} ${{localStorage.length}} ${{({Allowed})()}}`"));
        await laptop.UntilAsync("() => find('[data-ch=banner]')");
    }
}
