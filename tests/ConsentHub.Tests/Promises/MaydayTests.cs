using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>What the policy of Mayday Softphone promises, on its site file.</summary>
public sealed class MaydayTests
{
    [Fact, Promise("0.1")]
    public async Task The_classes_of_data_and_their_periods_are_on_the_page_and_in_the_export()
    {
        await using var hub = await ShippedSite.StartAsync("mayday");
        var visitor = new SiteVisitor(hub, "mayday");
        await visitor.SaveAsync(["analytics"]);

        var text = (await new PageVisit(hub, "mayday").OpenAsync("?lang=en")).Text;
        var exported = (await visitor.ExportAsync())["about"]!["retention"]!.AsArray();

        Assert.All(
            ["Account data: as long as you have an account", "Call history: 12 months", "Statistics: 24 months", "Connection logs: 30 days"],
            words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.Equal(
            ["account_data account_active", "call_history P12M", "analytics_data P24M", "logs P30D"],
            exported.Select(data => $"{data!["id"]} {data["period"] ?? data["while"]}"));
    }

    [Fact, Promise("0.2")]
    public async Task The_notice_states_purpose_and_basis_of_each_category_and_a_record_names_its_hash()
    {
        await using var hub = await ShippedSite.StartAsync("mayday");
        var visitor = new SiteVisitor(hub, "mayday");
        var receipt = await visitor.ReceiptAsync(await visitor.SaveAsync(["analytics"]));

        var shown = await hub.Client.GetByteArrayAsync("/v1/sites/mayday/notices/1?lang=en&region=ZZ");

        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(shown)), (string?)receipt["record"]!["noticeHash"]);
        var categories = JsonNode.Parse(shown)!["categories"]!.AsArray();
        Assert.Equal(
            ["auth contract", "preferences consent", "analytics consent", "notifications consent"], categories.Select(c => $"{c!["id"]} {c["basis"]}"));
        Assert.Contains("carry your calls", (string?)categories[0]!["description"], StringComparison.Ordinal);
        Assert.Contains("so that faults can be found", (string?)categories[0]!["description"], StringComparison.Ordinal);
        Assert.Contains("plan improvements", (string?)categories[2]!["description"], StringComparison.Ordinal);
    }

    [Fact, Promise("0.5")]
    public async Task Notifications_are_a_category_of_their_own_in_record_export_and_log()
    {
        await using var hub = await ShippedSite.StartAsync("mayday");
        var visitor = new SiteVisitor(hub, "mayday");

        await visitor.SaveAsync(["notifications"]);
        await visitor.RefuseAsync();

        Assert.Equal([false, true], (await visitor.HistoryAsync()).Select(r => (bool)r!["choices"]!["notifications"]!));
        Assert.Equal([false, false], (await visitor.HistoryAsync()).Select(r => (bool)r!["choices"]!["analytics"]!));
        Assert.Contains((await visitor.ExportAsync())["about"]!["allowed"]!.AsArray(), a => (string?)a!["category"] == "notifications");
        using var analyst = hub.KeyedClient();
        Assert.Contains("notifications", await analyst.GetStringAsync("/v1/sites/mayday/records/export?format=csv"), StringComparison.Ordinal);
    }

    [Fact, Promise("0.12")]
    public async Task A_child_of_twelve_can_allow_nothing_and_no_age_is_stored()
    {
        await using var hub = await ShippedSite.StartAsync("mayday");
        var visit = new PageVisit(hub, "mayday");
        var asked = await visit.OpenAndPressAsync("accept_all");

        var refused = await visit.PostAsync(asked.AllHidden.Append(("age", "12")));

        Assert.Contains("Under the age of 13, optional categories stay off.", refused.Text, StringComparison.Ordinal);
        Assert.Empty(await visit.StoredAsync());
        Assert.Equal(["__Host-chy_mayday=1"], visit.Cookies.Select(c => $"{c.Key}={c.Value}"));
        await new SiteVisitor(hub, "mayday").SendAsync("save", ["analytics"], [], ("ofAge", null)).RefusedAsync(422, "invalid_fields", "ofAge");
        var stored = await new SiteVisitor(hub, "mayday").SaveAsync(["analytics"]);
        Assert.DoesNotContain(stored.AsObject(), member => member.Key is "age" or "ofAge");
    }

    [Fact, Promise("0.15")]
    public async Task Californians_need_not_opt_in_and_the_link_and_the_signal_are_as_their_law_says()
    {
        await using var hub = await ShippedSite.StartAsync("mayday");
        var visit = new PageVisit(hub, "mayday") { Headers = { [ShippedSite.RegionHeader] = "US-CA", ["Sec-GPC"] = "1" } };

        var notice = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/mayday/notice?lang=en", (ShippedSite.RegionHeader, "US-CA")).JsonAsync();
        var page = await visit.OpenAsync("?lang=en");

        Assert.Equal(("opt_out", "Do not sell or share my personal information"), ((string?)notice["model"], (string?)notice["texts"]!["optOutLink"]));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Your browser sends Global Privacy Control.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Kept off: Statistics.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("your consent", page.Text, StringComparison.Ordinal);
    }

    [Fact, Promise("0.18")]
    public async Task Address_and_page_for_questions_are_on_the_page_in_the_receipt_and_in_the_export()
    {
        await using var hub = await ShippedSite.StartAsync("mayday");
        var visitor = new SiteVisitor(hub, "mayday");
        var stored = await visitor.SaveAsync(["analytics"]);

        string[] places =
        [
            (await new PageVisit(hub, "mayday").OpenAsync()).Html,
            (await visitor.ReceiptAsync(stored)).ToJsonString(),
            (await visitor.ExportAsync()).ToJsonString(),
        ];

        Assert.All(places, place => Assert.Contains("privacy@maydaycrm.com", place, StringComparison.Ordinal));
        Assert.All(places[..2], place => Assert.Contains("https://maydaycrm.com/privacy", place, StringComparison.Ordinal));
        Assert.All(places[..2], place => Assert.Contains("https://maydaycrm.com/support", place, StringComparison.Ordinal));
    }
}
