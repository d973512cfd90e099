using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>The same choice sent more than once, and the ids of erased records.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task A_retry_gets_the_stored_record_and_only_elapsed_may_differ()
    {
        await using var hub = await Hub.StartAsync();
        var body = Choice.AcceptAll();
        var first = await hub.Client.SendAsync(body).JsonAsync(201);

        body["elapsed"] = 86_400_000;
        var retry = await hub.Client.SendAsync(body).JsonAsync(200);

        Assert.Equal(first.ToJsonString(), retry.ToJsonString());
    }

    [Theory]
    [InlineData("lang", "\"de\"")]
    [InlineData("gpc", "true")]
    [InlineData("source", "\"preferences\"")]
    [InlineData("previous", "\"0198c5a0-7d4e-7c3a-9f00-0123456789ab\"")]
    [InlineData("visitorId", "\"AAAAAAAAAAAAAAAAAAAAAA\"")]
    public async Task The_same_id_with_other_content_is_a_conflict(string field, string value)
    {
        await using var hub = await Hub.StartAsync();
        var body = Choice.Body();
        await hub.Client.SendAsync(body).JsonAsync(201);

        body[field] = JsonNode.Parse(value);

        await hub.Client.SendAsync(body).RefusedAsync(409, "id_conflict", "id");
    }

    [Fact]
    public async Task A_repeat_gets_the_first_record_and_its_own_id_is_free()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        var first = await hub.Client.SendAsync(Choice.Save(visitor, "analytics")).JsonAsync(201);

        var again = Choice.Save(visitor, "analytics");
        var repeat = await hub.Client.SendAsync(again).JsonAsync(200);

        Assert.Equal(first.ToJsonString(), repeat.ToJsonString());
        again["choices"] = Choice.Choices("marketing");
        Assert.Equal((string?)again["id"], (string?)(await hub.Client.SendAsync(again).JsonAsync(201))["id"]);
    }

    [Fact]
    public async Task After_an_erasure_its_ids_answer_410_and_the_visitor_can_not_be_told_from_a_stranger()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        var body = Choice.AcceptAll(visitor);
        await hub.Client.SendAsync(body).JsonAsync(201);

        var erasure = await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();
        Assert.Equal((1, 1L), ((int?)erasure["records"], (long?)erasure["leafIndex"]));
        Assert.NotEmpty(erasure["removed"]!.AsArray());

        await hub.Client.SendAsync(body).RefusedAsync(410, "erased", "id");
        var erased = await GetAsync(hub, visitor).RefusedAsync(404, "no_consent");
        var stranger = await GetAsync(hub, Choice.NewVisitorId()).RefusedAsync(404, "no_consent");
        erased.Remove("traceId");
        stranger.Remove("traceId");
        Assert.Equal(stranger.ToJsonString(), erased.ToJsonString());

        var again = await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();
        Assert.Equal((0, null), ((int?)again["records"], (long?)again["leafIndex"]));
    }

    [Fact]
    public async Task An_erasure_at_one_site_leaves_the_visitor_of_another()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")]);
        var visitor = Choice.NewVisitorId();
        var shop = await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var blog = await hub.Client.SendAsync(Choice.AcceptAll(visitor), "blog").JsonAsync(201);

        // One browser gets two pseudonyms, so nobody can join the records of the two sites.
        Assert.NotEqual((string?)shop["visitor"], (string?)blog["visitor"]);
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/blog/consent", ("Visitor-Id", visitor)).JsonAsync();
    }

    [Theory]
    [InlineData("guardian")]
    [InlineData("renew")]
    [InlineData("import")]
    public async Task Actions_for_others_need_a_key_of_an_editor(string action)
    {
        await using var hub = await Hub.StartAsync();
        using var editor = hub.KeyedClient(await hub.CreateKeyAsync(Role.Editor, "shop"));
        using var analyst = hub.KeyedClient(await hub.CreateKeyAsync(Role.Analyst));

        await hub.Client.SendAsync(Choice.Body(null, ("action", action))).RefusedAsync(422, "invalid_fields", "action");
        await analyst.SendAsync(Choice.Body(null, ("action", action))).RefusedAsync(403, "key_not_allowed");
        var (keyed, own) = (Choice.Body(null, ("action", action)), Choice.Body());
        Assert.Equal(action, (string?)(await editor.SendAsync(keyed).JsonAsync(201))["action"]);
        await hub.Client.SendAsync(own).JsonAsync(201);

        // The sealed record names the key; that of a public request names none.
        var receipt = await hub.Client.ReceiptAsync(keyed);
        Assert.Equal(2, (long)receipt["record"]!["apiKey"]!);
        await OwnReceipt.HoldsAsync(hub.Client, receipt);
        Assert.False((await hub.Client.ReceiptAsync(own))["record"]!.AsObject().ContainsKey("apiKey"));
        var records = (await analyst.GetAsync("/v1/sites/shop/records").JsonAsync())["records"]!.AsArray();
        Assert.Equal([2L, null], records.Select(r => (long?)r!["apiKey"]));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer chk_wrong")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer chk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_invalid_key_is_refused_rather_than_ignored(string authorization)
    {
        await using var hub = await Hub.StartAsync();

        await hub.Client.SendAsync(HttpMethod.Post, "/v1/sites/shop/consents", ("Authorization", authorization)).RefusedAsync(401, "key_required");
    }

    private static Task<HttpResponseMessage> GetAsync(Hub hub, string visitor) =>
        hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor));
}
