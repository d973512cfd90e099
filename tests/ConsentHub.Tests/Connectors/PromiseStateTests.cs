using System.Text.Json.Nodes;
using ConsentHub.Duties;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Connectors;

/// <summary>What the public reads of a site's promises: <c>GET /v1/sites/{site}/promises</c>.</summary>
public sealed class PromiseStateTests
{
    private readonly TestClock clock = new();

    [Fact]
    public async Task Everybody_reads_who_keeps_each_promise_and_what_is_overdue_but_no_name_of_a_system_or_person()
    {
        await using var hub = await ConnectedShop.StartAsync(clock);
        using var crm = await hub.ConnectorAsync();
        await crm.SendEventsAsync(ConnectedShop.Event("e1"), ConnectedShop.Event("e2", dataClass: "call_history", subject: "hmac-7f3a_0000002", at: "2026-01-10")).JsonAsync();
        await hub.Services.GetRequiredService<DutyRun>().RunTurnAsync(CancellationToken.None);

        var promises = (await hub.Client.GetAsync("/v1/sites/shop/promises").JsonAsync()).AsObject();

        Assert.Equal(("shop", 1, "2026-03-02T09:30:00.000Z"), ((string?)promises["site"], (int?)promises["notice"], (string?)promises["countedAt"]));
        Assert.Equal(
            [
                """{"class":"profile","while":"account_active","keptBy":"system","open":1,"overdue":1,"oldestOverdue":"2026-03-02T08:00:00.000Z"}""",
                """{"class":"call_history","period":"P30D","after":"account_closed","keptBy":"system","open":2,"overdue":1,"oldestOverdue":"2026-02-09T00:00:00.000Z"}""",
                """{"class":"drafts","period":"P3D","after":"last_activity","keptBy":"system","open":0,"overdue":0}""",
                """{"class":"mailings","period":"P5D","after":"withdrawal","keptBy":"system","open":0,"overdue":0}""",
                """{"class":"logs","period":"P30D","keptBy":"system","open":1,"overdue":0}""",
                """{"class":"statistics","period":"P12M","keptBy":"not_connected"}""",
                """{"class":"consent_records","period":"P90D","after":"choice_ended","keptBy":"consenthub"}""",
            ],
            promises["promises"]!.AsArray().Select(p => p!.ToJsonString()));
        foreach (var secret in new[] { "crm", "mailer", "collector", "hmac" })
            Assert.DoesNotContain(secret, promises.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/sites/shop/notice?lang=en")]
    [InlineData("/v1/sites/shop/notices")]
    [InlineData("/consent.js?site=shop")]
    [InlineData("/preferences/shop")]
    public async Task No_public_address_names_a_system(string address)
    {
        await using var hub = await ConnectedShop.StartAsync(clock);

        var text = await hub.Client.GetStringAsync(address);

        Assert.DoesNotContain("collector", text, StringComparison.Ordinal);
        Assert.DoesNotContain("heldBy", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_response_is_cacheable_for_a_minute_and_readable_from_the_sites_pages()
    {
        await using var hub = await ConnectedShop.StartAsync(clock);

        using var response = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/promises", ("Origin", "https://shop.example"));

        Assert.Equal((200, "public, max-age=60"), ((int)response.StatusCode, response.Headers.CacheControl?.ToString()));
        Assert.Equal("https://shop.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Origin", response.Headers.Vary);
        await hub.Client.GetAsync("/v1/sites/nowhere/promises").RefusedAsync(404, "unknown_site");
        await hub.Client.GetAsync("/v1/sites/shop/promises?system=crm").RefusedAsync(400, "invalid_query", "system");
    }

    [Fact]
    public async Task Other_roles_may_not_report_fetch_or_acknowledge()
    {
        await using var hub = await ConnectedShop.StartAsync(clock);
        using var editor = hub.KeyedClient(await hub.CreateKeyAsync(ApiKeys.Role.Editor));
        using var elsewhere = hub.KeyedClient(await hub.CreateKeyAsync(ApiKeys.Role.Connector, "blog"));

        foreach (var client in new[] { editor, elsewhere })
        {
            await client.SendEventsAsync(ConnectedShop.Event("e1")).RefusedAsync(403, "key_not_allowed");
            var refused = await client.GetAsync("/v1/sites/shop/duties").RefusedAsync(403, "key_not_allowed");
            Assert.Equal("This request needs a key with the role connector for this site.", (string?)refused["detail"]);
            await client.AcknowledgeAsync(new JsonObject { ["id"] = Guid.CreateVersion7().ToString() }).RefusedAsync(403, "key_not_allowed");
        }
    }
}
