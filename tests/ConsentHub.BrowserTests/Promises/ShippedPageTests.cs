using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Promises;

/// <summary>What the policies of the shipped sites promise about a page, on the site file of each.</summary>
public sealed class ShippedPageTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>A tag of Mayday's statistics, which stores what its service declares.</summary>
    private const string Statistics = """
        <script type="text/plain" data-consent="analytics">document.cookie = '_mds=1;path=/'; localStorage.mayday_usage_queue = '1'</script>
        <iframe data-consent="analytics" data-src="/frame.html" width="320" height="200"></iframe>
        """;

    private const string Push = """<script type="text/plain" data-consent="push" data-src="/tag/push.js"></script>""";

    [Fact, Promise("0.3")]
    public async Task Switching_statistics_off_stops_them_in_every_tab_clears_their_data_and_signals_it()
    {
        var file = ShippedSite.Read("mayday") with { Signals = new() { Google = new() } };
        var (hub, address) = await ServeAsync(file, Statistics);
        var profile = await NewProfileAsync();
        var (first, second) = (await profile.OpenAsync(address), await profile.OpenAsync(address));
        await first.ReadyAsync();
        await second.ReadyAsync();
        await AcceptAllAsync(first);
        await Expect(second.Locator("iframe[data-consent]")).ToHaveAttributeAsync("src", "/frame.html");
        Assert.Equal(["_mds", "mayday_usage_queue"], (await second.KeptAsync()).Intersect(["_mds", "mayday_usage_queue"]).Order());

        await first.OpenPreferencesAsync();
        await first.Switch("analytics").ClickAsync();
        await first.DecideAsync(first.Preferences("save"));

        foreach (var page in new[] { first, second })
        {
            await page.UntilAsync("() => !ConsentHub.has('analytics')");
            await Expect(page.Locator("iframe[data-consent]")).Not.ToHaveAttributeAsync("src", "/frame.html");
            await page.UntilAsync("() => [...dataLayer].filter(item => item[0] === 'consent').at(-1)[2].analytics_storage === 'denied'");
        }

        Assert.Empty((await second.KeptAsync()).Intersect(["_mds", "mayday_usage_queue"]));
        Assert.Equal(["preferences", "notifications"], hub.Granted((await hub.LogAsync("mayday"))[1], "mayday"));
    }

    [Fact, Promise("0.5")]
    public async Task Notifications_have_a_switch_of_their_own_in_the_preference_centre()
    {
        var (hub, address) = await ServeAsync(ShippedSite.Read("mayday"), """<script type="text/plain" data-consent="notifications" data-src="/tag/notify.js"></script>""");
        var page = await OpenAsync(address);
        await page.ReadyAsync();
        await page.OpenPreferencesAsync();
        await Expect(page.Preferences()).ToContainTextAsync("Notifications");

        await page.Switch("notifications").ClickAsync();
        await page.Preferences("save").ClickAsync();
        await AnswerAgeAsync(page);

        await page.RanAsync("notify");
        Assert.Equal(["notifications"], hub.Granted(Assert.Single(await hub.LogAsync("mayday")), "mayday"));
    }

    [Fact, Promise("1.9")]
    public async Task Withdrawing_takes_no_more_presses_than_allowing_and_reaches_the_other_tab()
    {
        var (hub, address) = await ServeAsync(ShippedSite.Read("crmsoftware"), ShopSite.Tags);
        var profile = await NewProfileAsync();
        var (first, second) = (await profile.OpenAsync(address), await profile.OpenAsync(address));
        await first.ReadyAsync();
        await second.ReadyAsync();
        await first.OpenPreferencesAsync();
        // One press, and the question for the age.
        await first.Preferences("accept-all").ClickAsync();
        await AnswerAgeAsync(first);
        await second.RanAsync("preferences", "analytics", "marketing");
        await first.OpenPreferencesAsync();

        await first.DecideAsync(first.Preferences("reject-all"));

        await second.UntilAsync("() => !ConsentHub.has('analytics') && !ConsentHub.has('marketing') && !ConsentHub.has('preferences')");
        Assert.Empty(hub.Granted((await hub.LogAsync("crmsoftware"))[1], "crmsoftware"));
    }

    [Fact, Promise("2.1")]
    public async Task Before_a_choice_nothing_is_stored_and_nobody_but_the_hub_is_called()
    {
        var categories = ShippedSite.Read("sipis").Categories.Where(c => !c.Required).Select(c => c.Id);
        var tags = string.Concat(categories.Select(id => $"""<script type="text/plain" data-consent="{id}" data-src="/tag/{id}.js"></script>"""));
        var (hub, address) = await ServeAsync(ShippedSite.Read("sipis"), ShopSite.OwnScript + tags);
        var page = await OpenAsync(address);

        await Expect(page.Banner()).ToBeVisibleAsync();

        await page.RanAsync("own");
        Assert.Empty(await page.KeptAsync());
        Assert.All(
            ProfileOf(page).Requests.Select(request => new Uri(request.Url)),
            url => Assert.True(url.Authority == hub.Address.Authority || url.AbsolutePath is "/" or "/tag/own.js" or "/favicon.ico", url.AbsoluteUri));
        Assert.Empty(await hub.LogAsync("sipis"));
    }

    [Fact, Promise("2.3")]
    public async Task The_push_service_is_called_only_if_it_was_chosen()
    {
        var (_, address) = await ServeAsync(ShippedSite.Read("sipis"), ShopSite.OwnScript + Push);
        var page = await OpenAsync(address);
        await page.DecideAsync(page.Banner("reject-all"));
        await page.DecideAsync("() => ConsentHub.save({ contacts: true, analytics: true })");
        await page.ReloadAsync();
        await page.ReadyAsync();
        await page.RanAsync("own");
        Assert.Equal(0, ProfileOf(page).CountOf("/tag/push.js"));

        await page.DecideAsync("() => ConsentHub.save({ push: true })");

        await page.RanAsync("own", "push");
        Assert.Equal(1, ProfileOf(page).CountOf("/tag/push.js"));
    }

    [Fact, Promise("4.7")]
    public async Task What_a_service_declares_in_local_storage_is_cleared_with_its_withdrawal()
    {
        string[] statistics = ["spz_crash", "spz_stats_id", "spz_stats_queue"];
        var (_, address) = await ServeAsync(
            ShippedSite.Read("softphonez"),
            """
            <script type="text/plain" data-consent="analytics">localStorage.spz_stats_id = localStorage.spz_stats_queue = localStorage.spz_crash = '1'</script>
            <script type="text/plain" data-consent="preferences">localStorage.spz_settings = localStorage.spz_layout_main = '1'</script>
            """);
        var page = await OpenAsync(address);
        await page.ReadyAsync();
        await AcceptAllAsync(page);
        await page.UntilAsync("() => localStorage.spz_crash && localStorage.spz_layout_main");

        await page.DecideAsync("() => ConsentHub.save({ analytics: false })");

        await page.UntilAsync("() => !localStorage.spz_crash && !localStorage.spz_stats_id && !localStorage.spz_stats_queue");
        Assert.Empty((await page.KeptAsync()).Intersect(statistics));
        Assert.Equal(["spz_layout_main", "spz_settings"], (await page.KeptAsync()).Intersect(["spz_settings", "spz_layout_main"]).Order());
    }

    /// <summary>A hub with this site, and a page of it on the test's own origin.</summary>
    private async Task<(Hub Hub, Uri Address)> ServeAsync(SiteFile file, string body)
    {
        var hub = await StartShopAsync(file with { Origins = ["http://localhost:*"] });
        var pages = await StartPagesAsync();
        return (hub, pages.ServeHtml($"""<script src="{hub.Address}consent.js?site={file.Key}" async></script>""", body));
    }

    private static async Task AcceptAllAsync(IPage page)
    {
        await page.Banner("accept-all").ClickAsync();
        await AnswerAgeAsync(page);
    }

    /// <summary>Answers as an adult, and waits until the choice is stored.</summary>
    private static async Task AnswerAgeAsync(IPage page)
    {
        var dialog = page.Locator("#consenthub [data-ch=age]");
        await dialog.Locator("input").FillAsync("30");
        await page.DecideAsync(dialog.Locator("[data-ch=age-continue]"));
    }
}
