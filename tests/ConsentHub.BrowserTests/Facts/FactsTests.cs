using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Formats;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.BrowserTests.Facts;

/// <summary>What the law requires to be shown is in the preference centre too. The same table is used for the page without JavaScript.</summary>
public sealed class FactsTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>All texts and link addresses of the preference centre.</summary>
    private const string Shown =
        "() => { const open = find('[data-ch=preferences]'); return open.textContent + [...open.querySelectorAll('a')].map(link => ' ' + link.href).join(''); }";

    [Theory, EveryEngine]
    public async Task The_preference_centre_shows_every_fact_in_sections_that_unfold(Engine engine)
    {
        var page = await OpenPreferencesAsync(engine, ShownFacts.Earlier, ShownFacts.Site);
        var shown = await page.RunAsync<string>(Shown);

        Assert.Empty(ShownFacts.ByField.Where(fact => !shown.Contains(fact.Value, StringComparison.Ordinal)).Select(fact => $"{fact.Key}: {fact.Value}"));
        Assert.Equal(0, await page.RunAsync<int>("() => findAll('[data-ch=preferences] details[open]').length"));

        await page.ClickAsync("[data-ch=preferences] .facts summary");
        await page.UntilAsync("() => find('[data-ch=preferences] .facts dl').getBoundingClientRect().height > 0");
        Assert.True(await page.RunAsync<bool>("() => findAll('[data-ch=preferences] .facts dd').every(one => one.scrollWidth <= one.clientWidth)"));
    }

    [Fact]
    public async Task The_preference_centre_says_when_an_announced_version_takes_effect_and_what_it_changes_and_the_first_layer_does_not()
    {
        var hub = await StartShopAsync(ShopSite.File);
        hub.Folder.WriteSite(ShopSite.File.With("marketing", c => c with { Services = [.. c.Services, TestSite.Service("new_ads") with { Name = "Brand New Ads" }] }) with
        {
            EffectiveFrom = Rfc3339.Of(TimeProvider.System.GetUtcNow().AddDays(30)),
        });
        await Eventually.Async(() => Task.FromResult(hub.Site().Announced), announced => announced is not null);

        var page = await OpenAsync(Engine.Chromium, (await StartPagesAsync()).Serve(hub, ""));
        await page.UntilAsync("() => find('[data-ch=customize]')");
        Assert.Equal(0, await page.RunAsync<int>("() => findAll('.ahead').length"));
        await page.ClickAsync("[data-ch=customize]");
        await page.UntilAsync("() => find('[data-ch=preferences]')?.matches(':modal')");

        var shown = await page.RunAsync<string>("() => find('[data-ch=preferences] .ahead').textContent");
        Assert.StartsWith("A new version of this notice takes effect: ", shown, StringComparison.Ordinal);
        Assert.EndsWith("New service: Brand New Ads.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_site_does_not_say_has_no_heading()
    {
        var page = await OpenPreferencesAsync(Engine.Chromium, ShopSite.File with { Retention = [] });

        Assert.Equal(["Your rights", "This notice"], await page.RunAsync<string[]>("() => findAll('[data-ch=preferences] dt').map(one => one.textContent)"));
        Assert.DoesNotContain("Sent to", await page.RunAsync<string>(Shown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_text_claims_consent_where_everything_runs_without_asking()
    {
        var hub = await StartShopAsync(null, RegionOf.Setting);
        var profile = await NewProfileAsync();
        await profile.Context.ComesFromAsync(hub, "US-CA");
        var page = await profile.OpenAsync((await StartPagesAsync()).Serve(hub, ""));
        await page.ReadyAsync();
        await page.OpenPreferencesAsync();

        Assert.Equal(["Legal basis: a contract with you"], await page.Preferences().Locator(".fact").AllTextContentsAsync());
    }

    private async Task<EnginePage> OpenPreferencesAsync(Engine engine, SiteFile site, SiteFile? later = null)
    {
        var hub = await StartShopAsync(site);
        if (later is not null)
            await hub.PublishAsync(later, version: 2);

        var page = await OpenAsync(engine, (await StartPagesAsync()).Serve(hub, ""));
        await page.ClickAsync("[data-ch=customize]");
        await page.UntilAsync("() => find('[data-ch=preferences]')?.matches(':modal')");
        return page;
    }
}
