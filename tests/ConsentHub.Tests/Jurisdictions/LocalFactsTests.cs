using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Jurisdictions;

/// <summary>What holds where the caller is follows the latest notice, and is part of nothing else.</summary>
public sealed class LocalFactsTests
{
    private const string Notice = "/v1/sites/shop/notice?lang=en";

    [Fact]
    [Promise("1.10")]
    public async Task The_response_with_the_latest_notice_names_the_authority_of_the_callers_region()
    {
        await using var hub = await StartAsync(TestSite.Minimal("shop"));

        var local = JsonNode.Parse(await TextAsync(hub, Notice, "FR"))!["local"]!;

        Assert.Equal(("FR", "FR", "https://www.cnil.fr"), ((string?)local["region"], (string?)local["authority"]!["country"], (string?)local["authority"]!["url"]));
    }

    [Theory]
    [InlineData("FR", "en", "The law where you live (GDPR) gives you these rights:", 9)]
    [InlineData("US-CA", "de", "Das Recht an Ihrem Wohnort (California Consumer Privacy Act) gibt Ihnen diese Rechte:", 8)]
    [InlineData("JP", "en", "There is no list here of the rights that the law gives you where you live. You get an answer to every question about your data: privacy@shop.example", 0)]
    [Promise("4.4")]
    public async Task It_lists_the_rights_of_the_callers_region_or_says_who_answers(string region, string lang, string text, int rights)
    {
        await using var hub = await StartAsync(TestSite.Minimal("shop"));

        var local = JsonNode.Parse(await TextAsync(hub, $"/v1/sites/shop/notice?lang={lang}", region))!["local"]!;

        Assert.Equal((text, rights), ((string?)local["rights"]!["text"], local["rights"]!["list"]!.AsArray().Count));
    }

    [Fact]
    public async Task The_rest_of_the_response_is_the_notice_byte_for_byte()
    {
        await using var hub = await StartAsync(TestSite.Minimal("shop"));

        var latest = await TextAsync(hub, Notice, "FR");
        var version = await TextAsync(hub, "/v1/sites/shop/notices/1?lang=en&region=FR", "FR");

        Assert.Equal(version, latest[..latest.IndexOf(",\"local\":{", StringComparison.Ordinal)] + "}");
    }

    [Fact]
    public async Task Neither_the_script_nor_a_receipt_has_it()
    {
        await using var hub = await StartAsync(TestSite.Minimal("shop"));
        var visitor = Choice.NewVisitorId();
        var record = await hub.Client.SendAsync(Choice.Body(visitor, ("region", "FR"))).JsonAsync(201);

        var script = await TextAsync(hub, "/consent.js?site=shop&lang=en", "FR");
        var receipt = await hub.Client.SendAsync(HttpMethod.Get, $"/v1/sites/shop/consents/{record["id"]}/receipt", ("Visitor-Id", visitor), ("X-Region", "FR")).JsonAsync();

        Assert.DoesNotContain("cnil", script, StringComparison.OrdinalIgnoreCase);
        Assert.Null(receipt["notice"]!["local"]);
        Assert.DoesNotContain("cnil", receipt.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_caller_whose_region_is_unknown_gets_the_notice_alone()
    {
        await using var hub = await StartAsync(TestSite.Minimal("shop"));

        Assert.Null(JsonNode.Parse(await TextAsync(hub, Notice, ""))!["local"]);
    }

    [Fact]
    public async Task An_authority_that_the_site_names_is_not_repeated()
    {
        await using var hub = await StartAsync(TestSite.Minimal("shop") with { SupervisoryAuthority = new SupervisoryAuthority { Name = "CNIL", Url = "https://www.cnil.fr/fr/plaintes" } });

        Assert.Null(JsonNode.Parse(await TextAsync(hub, Notice, "FR"))!["local"]!["authority"]);
    }

    [Fact]
    public async Task A_site_with_the_same_rules_everywhere_still_names_each_callers_authority()
    {
        await using var hub = await StartAsync(TestSite.Minimal("shop") with { Regions = [] });

        var french = JsonNode.Parse(await TextAsync(hub, Notice, "FR"))!;
        var spanish = JsonNode.Parse(await TextAsync(hub, Notice, "ES"))!;

        Assert.Equal(("*", "*"), ((string?)french["region"], (string?)spanish["region"]));
        Assert.Equal(("FR", "ES"), ((string?)french["local"]!["authority"]!["country"], (string?)spanish["local"]!["authority"]!["country"]));
    }

    private static Task<Hub> StartAsync(SiteFile site) => Hub.StartAsync([site], settings: ("ConsentHub:RegionHeader", "X-Region"));

    private static async Task<string> TextAsync(Hub hub, string path, string region)
    {
        using var response = await hub.Client.SendAsync(HttpMethod.Get, path, ("X-Region", region));
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
