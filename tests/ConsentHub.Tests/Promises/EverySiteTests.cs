using System.Net;
using ConsentHub.Sites.Files;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>What all five policies promise in their own words, on the site file of each.</summary>
public sealed class EverySiteTests
{
    public static TheoryData<string> Keys => ["mayday", "crmsoftware", "sipis", "callgenie", "softphonez"];

    [Theory, MemberData(nameof(Keys))]
    [Promise("0.6", "0.14", "1.7", "1.8", "1.10", "3.16", "4.3")]
    public async Task A_visitor_reads_changes_takes_along_and_erases_what_the_hub_keeps(string key)
    {
        await using var hub = await ShippedSite.StartAsync(key);
        var visitor = new SiteVisitor(hub, key);
        await visitor.SaveAsync(["analytics"]);
        var kept = await visitor.ExportAsync();

        await visitor.RefuseAsync();

        Assert.Equal(["save"], kept["records"]!.AsArray().Select(r => (string?)r!["action"]));
        Assert.Equal(["analytics consent", "auth contract"], kept["about"]!["allowed"]!.AsArray().Select(a => $"{a!["category"]} {a["basis"]}"));
        Assert.NotEmpty(kept["about"]!["recipients"]!.AsArray());
        Assert.False((bool)(await visitor.CurrentAsync())["choices"]!["analytics"]!);
        await hub.Client.EraseAsync(visitor.Id, key);
        await visitor.GetAsync("consent").RefusedAsync(404, "no_consent");
        Assert.Empty((await visitor.ExportAsync())["records"]!.AsArray());
    }

    [Theory, MemberData(nameof(Keys))]
    [Promise("0.13", "1.17", "3.17")]
    public async Task A_significant_change_asks_the_visitor_again_and_says_what_changed(string key)
    {
        await using var hub = await ShippedSite.StartAsync(key);
        var (visitor, page) = (new SiteVisitor(hub, key), new PageVisit(hub, key));
        await visitor.SaveAsync(["analytics"]);
        await page.OpenAndPressAsync("reject_all");

        await hub.PublishAsync(ShippedSite.Read(key).With("analytics", c => c with { Purposes = [.. c.Purposes, "personalised_prices"] }), version: 2);

        var current = await visitor.CurrentAsync();
        Assert.Equal(("outdated", "purpose_added"), ((string?)current["status"], (string?)current["changes"]![0]!["kind"]));
        Assert.Contains("is now used for a further purpose", (await page.OpenAsync("?lang=en")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Keys))]
    [Promise("1.18", "2.1")]
    public async Task Who_only_reads_and_continues_leaves_no_record_and_no_cookie(string key)
    {
        await using var hub = await ShippedSite.StartAsync(key);
        var visit = new PageVisit(hub, key);
        foreach (var path in new[] { $"/consent.js?site={key}", $"/v1/sites/{key}/notice", $"/v1/sites/{key}/notices" })
        {
            using var response = await hub.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(response.Headers.Contains("Set-Cookie"));
        }

        await hub.PublishAsync(ShippedSite.Read(key).With("analytics", c => c with { Purposes = [.. c.Purposes, "personalised_prices"] }), version: 2);

        Assert.Empty((await visit.OpenAsync()).SetCookies);
        Assert.Empty(await visit.StoredAsync());
    }

    [Theory, MemberData(nameof(Keys))]
    [Promise("1.19", "4.10")]
    public async Task An_earlier_version_stays_readable_byte_for_byte_and_each_has_its_date(string key)
    {
        var clock = new TestClock();
        await using var hub = await ShippedSite.StartAsync(key, clock);
        var version = $"/v1/sites/{key}/notices/1?lang=en&region=ZZ";
        var shown = await hub.Client.GetByteArrayAsync(version);
        clock.Advance(TimeSpan.FromDays(30));
        await hub.PublishAsync(ShippedSite.Read(key).With("analytics", c => c with { Purposes = [.. c.Purposes, "personalised_prices"] }), version: 2);

        var page = await new PageVisit(hub, key).OpenAsync("?lang=en");

        Assert.Equal(shown, await hub.Client.GetByteArrayAsync(version));
        Assert.Contains("Version 2, 1 April 2026", page.Text, StringComparison.Ordinal);
        Assert.Contains("2 March 2026", (await hub.Client.GetStringAsync($"/preferences/{key}/notices?lang=en")), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Keys))]
    [Promise("0.17", "4.12", "4.15")]
    public async Task A_file_that_leaves_facts_open_is_not_published(string key)
    {
        var file = SiteFileReader.Read(await File.ReadAllBytesAsync(Path.Combine(TestSite.Folder, $"{key}.json"))).Site!;
        await using var hub = await Hub.StartAsync([file, TestSite.Minimal("other")]);

        await hub.Client.GetAsync($"/v1/sites/{key}/notice").RefusedAsync(404, "unknown_site");

        Assert.NotEmpty(file.Undecided);
        await hub.Client.GetAsync("/v1/sites/other/notice").JsonAsync();
    }

    [Theory]
    [InlineData("mayday", "services.mayday_calls.transfers")]
    [InlineData("mayday", "services.zoho_crm.transfers")]
    [InlineData("mayday", "services.mayday_usage.transfers")]
    [InlineData("softphonez", "services.spz_workspace.transfers")]
    [InlineData("softphonez", "services.spz_stats.transfers")]
    [InlineData("softphonez", "privacyContact.email")]
    [Promise("0.17", "4.12", "4.15")]
    public void What_a_policy_leaves_open_is_listed_as_undecided(string key, string fact) =>
        Assert.Contains(fact, SiteFileReader.Read(File.ReadAllBytes(Path.Combine(TestSite.Folder, $"{key}.json"))).Site!.Undecided);
}
