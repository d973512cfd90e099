using System.Text.Json;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Signals;

/// <summary>The commands in Google's and Microsoft's queues, in order, in each state.</summary>
/// <remarks>In the expectations <c>D</c> is denied and <c>G</c> granted; Google's types are in the order of Google's documentation.</remarks>
public sealed class CommandSequenceTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Defaults = "default DDDDDDG wait 500; set ads_data_redaction";
    private const string Denied = "update DDDDDDG";
    private const string Granted = "update GGGGGGG";

    private static readonly SiteSignals All = new() { Google = new(), Uet = true, Clarity = true, DataLayer = true };
    private static readonly SiteFile Site = ShopSite.File with { Signals = All };

    /// <summary>A held tag that records the commands sent before it ran.</summary>
    private const string Noting = """<script type="text/plain" data-consent="marketing">window.noted = told()</script>""";

    private const string Reading = """
        <script>
          window.told = () => {
            const types = ['ad_storage', 'ad_user_data', 'ad_personalization', 'analytics_storage', 'functionality_storage', 'personalization_storage', 'security_storage'];
            const letters = (of, names) => names.map(name => ({ granted: 'G', denied: 'D' })[of[name]] ?? '-').join('');
            const google = (window.dataLayer ?? []).map(item => {
              if (item.event) return `${item.event} ${Object.entries(item.consent).filter(([, on]) => on).map(([id]) => id).join('+')}`;
              if (Object.prototype.toString.call(item) !== '[object Arguments]') return 'not arguments';
              const [command, what, of] = item;
              return command === 'consent' ? `${what} ${letters(of, types)}${of.wait_for_update ? ` wait ${of.wait_for_update}` : ''}` : `${command} ${what}${of === true ? '' : ' ' + of}`;
            });
            const uet = (window.uetq ?? []).map(word => typeof word === 'string' ? word : letters(word, ['ad_storage']) + ';').join(' ');
            const clarity = (window.clarity?.q ?? []).map(([command, of]) => `${command} ${letters(of, ['ad_Storage', 'analytics_Storage'])}`);
            return [google.filter(line => !line.startsWith('consenthub')).join('; '), uet.replace(/;$/, ''), clarity.join('; '), google.filter(line => line.startsWith('consenthub')).join('; ')];
          };
        </script>
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_opt_in(bool stub)
    {
        var page = await OpenAsync(stub: stub);
        await Expect(page.Banner()).ToBeVisibleAsync();
        // The stub sends Clarity its default too; the banner repeats the state at every load.
        var first = stub ? "consentv2 DD; consentv2 DD" : "consentv2 DD";
        await ToldAsync(page, Defaults, "consent default D", first, "consenthub_ready auth");

        await page.DecideAsync(page.Banner("reject-all"));
        await ToldAsync(page, $"{Defaults}; {Denied}", "consent default D; consent update D", $"{first}; consentv2 DD", "consenthub_ready auth; consenthub_change auth");

        await page.DecideAsync("() => ConsentHub.acceptAll()");
        await ToldAsync(page, $"{Defaults}; {Denied}; {Granted}", "consent default D; consent update D; consent update G", $"{first}; consentv2 DD; consentv2 GG",
            "consenthub_ready auth; consenthub_change auth; consenthub_change auth+preferences+analytics+marketing");

        await page.ReloadAsync();
        await page.ReadyAsync();
        var again = stub ? "consentv2 DD; consentv2 GG" : "consentv2 GG";
        await ToldAsync(page, $"{Defaults}; {Granted}", "consent default D; consent update G", again, "consenthub_ready auth+preferences+analytics+marketing");
        // No held tag runs before the defaults and the stored state have been sent.
        Assert.Equal([$"{Defaults}; {Granted}", "consent default D; consent update G"], (await page.EvaluateAsync<string[]>("() => noted"))[..2]);

        await page.DecideAsync("() => ConsentHub.withdraw()");
        await ToldAsync(page, $"{Defaults}; {Granted}; {Denied}", "consent default D; consent update G; consent update D", $"{again}; consentv2 DD",
            "consenthub_ready auth+preferences+analytics+marketing; consenthub_change auth");

        await page.ReloadAsync();
        await page.ReadyAsync();
        await ToldAsync(page, $"{Defaults}; {Denied}", "consent default D; consent update D", first, "consenthub_ready auth");

        await page.DecideAsync("() => ConsentHub.save({ analytics: true })");
        await ToldAsync(page, $"{Defaults}; {Denied}; update DDDGDDG", "consent default D; consent update D; consent update D", $"{first}; consentv2 DG",
            "consenthub_ready auth; consenthub_change auth+analytics");
    }

    [Fact]
    public async Task Under_opt_out_the_grant_is_told_before_a_choice_and_the_objection_after_it()
    {
        var page = await OpenAsync("US-CA");
        await Expect(page.Banner()).ToBeVisibleAsync();
        await ToldAsync(page, $"{Defaults}; {Granted}", "consent default D; consent update G", "consentv2 GG", "consenthub_ready auth+preferences+analytics+marketing");
        Assert.Equal($"{Defaults}; {Granted}", (await page.EvaluateAsync<string[]>("() => noted"))[0]);

        await page.DecideAsync(page.Banner("reject-all"));

        await ToldAsync(page, $"{Defaults}; {Granted}; {Denied}", "consent default D; consent update G; consent update D", "consentv2 GG; consentv2 DD",
            "consenthub_ready auth+preferences+analytics+marketing; consenthub_change auth");
    }

    [Fact]
    public async Task Under_opt_out_with_the_privacy_signal_marketing_is_told_as_denied()
    {
        var page = await OpenAsync("US-CA", gpc: true);

        await page.ReadyAsync();

        await ToldAsync(page, $"{Defaults}; update DDDGGGG", "consent default D; consent update D", "consentv2 DG", "consenthub_ready auth+preferences+analytics");
    }

    [Fact]
    public async Task A_sites_own_mapping_counts_and_a_type_of_two_categories_needs_both()
    {
        var page = await OpenAsync(site: (ShopSite.File with { Signals = new() { Google = new() { WaitForUpdate = 900, AdsDataRedaction = false, UrlPassthrough = true }, Uet = true } })
            .With("preferences", category => category with { Signals = new() { Google = ["functionality_storage", "ad_personalization"], Uet = ["ad_storage"] } }));
        await page.ReadyAsync();

        await page.DecideAsync("() => ConsentHub.save({ marketing: true })");
        await page.DecideAsync("() => ConsentHub.save({ preferences: true })");

        await ToldAsync(page, "default DDDDD-G wait 900; set url_passthrough; update GGDDD-G; update GGGDG-G", "consent default D; consent update D; consent update G", "", "");
    }

    [Fact]
    public async Task A_stub_of_before_the_signals_were_switched_on_leaves_the_defaults_to_the_script()
    {
        var page = await OpenAsync(site: Site, head: InlineScripts.Stub("data-hosts=\"tracker.localhost\""));

        await page.ReadyAsync();

        await ToldAsync(page, Defaults, "consent default D", "consentv2 DD", "consenthub_ready auth");
    }

    private static async Task ToldAsync(IPage page, params string[] expected) =>
        Assert.Equal(expected, await page.EvaluateAsync<string[]>("() => told()"));

    private async Task<IPage> OpenAsync(string region = "DE", bool gpc = false, bool stub = false, SiteFile? site = null, string head = "")
    {
        var hub = await StartShopAsync(site ?? Site, RegionOf.Setting);
        var pages = await StartPagesAsync();
        var profile = await NewProfileAsync();
        await profile.Context.ComesFromAsync(hub, region);
        if (gpc)
            await Regional.SignalAsync(profile.Context);

        if (stub)
            head = InlineScripts.Stub($"data-hosts=\"tracker.localhost\" data-signals='{JsonSerializer.Serialize(StubSignals)}'");

        return await profile.OpenAsync(pages.ServeHtml($"""{head}<script src="{hub.Address}consent.js?site=shop" async></script>{Reading}""", Noting));
    }

    /// <summary>The inline script that the snippet page writes for this site.</summary>
    private static readonly object[][] StubSignals =
    [
        ["dataLayer", "consent", "default", new { ad_storage = "denied", ad_user_data = "denied", ad_personalization = "denied", analytics_storage = "denied", functionality_storage = "denied", personalization_storage = "denied", security_storage = "granted", wait_for_update = 500 }],
        ["dataLayer", "set", "ads_data_redaction", true],
        ["uetq", "consent", "default", new { ad_storage = "denied" }],
        ["clarity", "consentv2", new { ad_Storage = "denied", analytics_Storage = "denied" }],
    ];
}
