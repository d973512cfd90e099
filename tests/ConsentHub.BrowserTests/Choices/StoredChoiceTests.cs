using System.Text.RegularExpressions;
using ConsentHub.BrowserTests.Support;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Choices;

/// <summary>A choice made on the demo page is in the cookie, the history, the consent log and the statistics.</summary>
public sealed class StoredChoiceTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("reject-all", "reject_all", "")]
    [InlineData("accept-all", "accept_all", "preferences analytics marketing")]
    public async Task A_choice_in_the_banner_is_in_the_visitors_history(string button, string action, string granted)
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);

        await page.DecideAsync(page.Banner(button));

        var record = Assert.Single(await hub.HistoryAsync(await page.VisitorIdAsync("demo"), "demo"))!;
        Assert.Equal((action, "banner", 1), ((string?)record["action"], (string?)record["source"], (int?)record["notice"]));
        Assert.Equal(Names(granted), record["choices"]!.AsObject().Where(c => c.Key != "auth" && (bool?)c.Value == true).Select(c => c.Key));
    }

    [Theory]
    [InlineData("preferences")]
    [InlineData("analytics")]
    [InlineData("marketing")]
    public async Task A_single_category_is_in_the_consent_log_with_what_was_shown(string category)
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);
        await page.OpenPreferencesAsync();
        await page.Switch(category).ClickAsync();

        await page.DecideAsync(page.Preferences("save"));

        var record = Assert.Single(await hub.LogAsync("demo"));
        Assert.Equal([category], hub.Granted(record, "demo"));
        Assert.Equal((ConsentAction.Save, ConsentSource.Preferences), (record.Content.Action, record.Content.Source));
        Assert.Equal((1, "en", "ZZ"), (record.Content.Notice, record.Content.Lang, record.Content.Region));
        Assert.Equal(ServedBanner(), record.Content.Banner);
    }

    [Fact]
    public async Task Each_choice_is_counted_by_category()
    {
        var hub = await StartDemoAsync();
        foreach (var button in new[] { "accept-all", "reject-all", "reject-all" })
        {
            var page = await OpenAsync(hub.Address);
            await page.DecideAsync(page.Banner(button));
        }

        var stats = await hub.StatsAsync(StatsDimension.Notice, "demo");
        Assert.Equal((3, 3, 1, 2), (stats["1"].Impressions, stats["1"].Decided, stats["1"].Granted, stats["1"].Denied));
        var categories = await hub.StatsAsync(StatsDimension.Category, "demo");
        Assert.Equal(3, categories.Count);
        Assert.All(categories.Values, cell => Assert.Equal((3, 1, 2), (cell.Decided, cell.Granted, cell.Denied)));
    }

    [Fact]
    public async Task The_choice_cookie_has_the_documented_form()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);
        await page.OpenPreferencesAsync();
        await page.Switch("analytics").ClickAsync();

        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await page.DecideAsync(page.Preferences("save"));

        var cookie = await page.CookieAsync("ch_demo") ?? throw new InvalidOperationException("There is no ch_demo.");
        var form = Regex.Match(cookie.Value, "^1~1~(?<at>[0-9]+)~opt_in~auth\\.analytics~$", RegexOptions.NonBacktracking);
        Assert.True(form.Success, cookie.Value);
        Assert.InRange(long.Parse(form.Groups["at"].Value), before, before + 60);
        Assert.Equal(("/", SameSiteAttribute.Lax, false), (cookie.Path, cookie.SameSite, cookie.Secure));
        Assert.InRange(cookie.Expires - before, 182 * 86_400 - 60, 182 * 86_400 + 60);
    }

    [Fact]
    public async Task The_visitor_id_is_in_its_own_cookie_and_in_no_address()
    {
        var hub = await StartDemoAsync();
        var page = await OpenAsync(hub.Address);

        await page.DecideAsync(page.Banner("accept-all"));

        var id = await page.VisitorIdAsync("demo");
        Assert.Equal(22, id.Length);
        Assert.DoesNotContain(id, (await page.CookieAsync("ch_demo"))!.Value, StringComparison.Ordinal);
        Assert.All(ProfileOf(page).Requests, request => Assert.DoesNotContain(id, request.Url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_panel_of_the_demo_page_shows_the_servers_own_record()
    {
        var page = await OpenAsync((await StartDemoAsync()).Address);

        await page.DecideAsync(page.Banner("accept-all"));

        await page.ServerIsAsync("stored");
    }

    private static string[] Names(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static ulong ServedBanner()
    {
        var code = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "wwwroot", "consenthub.js"));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(System.Security.Cryptography.SHA256.HashData(code));
    }
}
