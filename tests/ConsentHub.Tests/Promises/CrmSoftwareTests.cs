using System.Net;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>What the policy of CRMSoftware.ai promises, on its site file.</summary>
public sealed class CrmSoftwareTests
{
    private const string NoSale = "We do not sell or share your personal information.";

    [Fact, Promise("1.1")]
    public async Task The_four_uses_of_cookies_are_its_four_categories_and_the_session_is_declared_as_required()
    {
        await using var hub = await ShippedSite.StartAsync("crmsoftware");

        var categories = (await hub.Client.GetAsync("/v1/sites/crmsoftware/notice?lang=en").JsonAsync())["categories"]!.AsArray();

        Assert.Equal(["auth True", "preferences False", "analytics False", "marketing False"], categories.Select(c => $"{c!["id"]} {(bool)c["required"]!}"));
        Assert.Equal(
            ["cookie crm_session PT0S", "session_storage crm_state "],
            categories[0]!["services"]![0]!["cookies"]!.AsArray().Select(c => $"{c!["kind"]} {c["name"]} {c["duration"]}"));
        Assert.Contains("until the browser is closed", (await new PageVisit(hub, "crmsoftware").OpenAsync("?lang=en")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ZZ")]
    [InlineData("DE")]
    [InlineData("US-CA")]
    [InlineData("US-TX")]
    [Promise("1.3")]
    public async Task No_partner_is_on_before_the_grant_in_any_region(string region)
    {
        await using var hub = await ShippedSite.StartAsync("crmsoftware");
        var visitor = new SiteVisitor(hub, "crmsoftware");

        var notice = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/crmsoftware/notice?lang=en", (ShippedSite.RegionHeader, region)).JsonAsync();

        var partners = Assert.Single(notice["categories"]!.AsArray(), c => c!["services"]!.AsArray().Any(s => (string?)s!["id"] == "crm_partners"))!;
        Assert.Equal((false, "consent"), ((bool)partners["default"]!, (string?)partners["basis"]));
        // Marketing can be allowed without it.
        await visitor.SaveAsync(["marketing"], ("crm_partners", false));
        Assert.Equal("""{"crm_partners":false}""", (await visitor.CurrentAsync())["services"]!.ToJsonString());
    }

    [Theory]
    [InlineData("crmsoftware", "We never sell them.", "1.2")]
    [InlineData("crmsoftware", NoSale, "1.2")]
    [InlineData("sipis", NoSale, "2.7")]
    [InlineData("callgenie", NoSale, "3.13")]
    [InlineData("crmsoftware", "we do not build profiles from them", "1.6")]
    [InlineData("crmsoftware", "The figures are not used for decisions about you", "1.6")]
    [InlineData("sipis", "Nothing is shared or sold.", "2.7")]
    [InlineData("callgenie", "We neither sell nor rent out your data", "3.13")]
    [Promise("1.2", "1.6", "2.7", "3.13")]
    public async Task What_is_never_done_is_said_on_the_page(string site, string words, string row)
    {
        await using var hub = await ShippedSite.StartAsync(site);

        Assert.True((await new PageVisit(hub, site).OpenAsync("?lang=en")).Text.Contains(words, StringComparison.Ordinal), row);
    }

    [Fact, Promise("1.16")]
    public async Task Below_sixteen_nothing_can_be_allowed_and_an_administrator_erases_at_once()
    {
        await using var hub = await ShippedSite.StartAsync("crmsoftware");
        var (child, visit) = (new SiteVisitor(hub, "crmsoftware"), new PageVisit(hub, "crmsoftware"));
        var asked = await visit.OpenAndPressAsync("accept_all");
        var stored = await child.SaveAsync(["analytics"]);
        using var administrator = hub.KeyedClient();

        var refused = await visit.PostAsync(asked.AllHidden.Append(("age", "15")));
        var erased = await administrator.DeleteAsync($"/v1/sites/crmsoftware/visitors/{(string)stored["visitor"]!}");

        Assert.Contains("Under the age of 16, optional categories stay off.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        Assert.Empty((await child.HistoryAsync()));
        Assert.Empty(await visit.StoredAsync());
    }

    [Fact, Promise("1.20")]
    public async Task Notice_receipt_and_export_say_where_choices_are_stored()
    {
        await using var hub = await ShippedSite.StartAsync("crmsoftware");
        var visitor = new SiteVisitor(hub, "crmsoftware");

        var receipt = await visitor.ReceiptAsync(await visitor.SaveAsync(["analytics"]));

        Assert.Equal("""["EU","US"]""", receipt["storageLocations"]!.ToJsonString());
        // The record seals the hash of the notice, and with it the places.
        Assert.Equal("""["EU","US"]""", receipt["notice"]!["residency"]!.ToJsonString());
        Assert.Equal("""["EU","US"]""", (await visitor.ExportAsync())["about"]!["residency"]!.ToJsonString());
        Assert.Contains("European Union, United States", (await new PageVisit(hub, "crmsoftware").OpenAsync("?lang=en")).Text, StringComparison.Ordinal);
    }

    [Fact, Promise("1.21", "1.22")]
    public async Task The_safeguard_of_transfers_and_the_officers_postal_address_are_shown()
    {
        await using var hub = await ShippedSite.StartAsync("crmsoftware");

        var text = (await new PageVisit(hub, "crmsoftware").OpenAsync("?lang=en")).Text;

        Assert.Contains("Sent to: United States (standard contractual clauses)", text, StringComparison.Ordinal);
        Assert.Contains("Data Protection Officer", text, StringComparison.Ordinal);
        Assert.Contains("Privacy Department, 123 Tech Street, San Francisco, CA 94105", text, StringComparison.Ordinal);
    }

    [Fact, Promise("1.25")]
    public async Task Each_channel_is_allowed_and_withdrawn_by_itself_and_recorded()
    {
        await using var hub = await ShippedSite.StartAsync("crmsoftware");
        var visitor = new SiteVisitor(hub, "crmsoftware");

        await visitor.SaveAsync([], ("crm_mail", true), ("crm_surveys", true));
        await visitor.SaveAsync([], ("crm_mail", true), ("crm_sms", true));
        await visitor.SaveAsync([], ("crm_sms", true));

        Assert.Equal(
            ["""{"crm_sms":true}""", """{"crm_mail":true,"crm_sms":true}""", """{"crm_mail":true,"crm_surveys":true}"""],
            (await visitor.HistoryAsync()).Select(record => record!["services"]!.ToJsonString()));
    }
}
