using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.Formats;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Access;

/// <summary>Keys in the administrators' API: made once, shown once, limited in scope, revocable.</summary>
public sealed class ApiKeyTests
{
    [Fact]
    public async Task A_key_is_shown_once_and_never_again()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();

        var created = await Post(admin, new { name = "BI export", role = "analyst", sites = new[] { "shop" } }).JsonAsync(201);
        var secret = (string)created["secret"]!;

        Assert.True(ApiKeyText.IsWellFormed(secret));
        var list = (await admin.GetAsync("/v1/admin/keys").JsonAsync()).ToJsonString();
        Assert.Contains("BI export", list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(ApiKeyText.Hash(secret)), list, StringComparison.Ordinal);
        await hub.StopAsync();
        foreach (var file in Directory.GetFiles(hub.Folder.Data))
            Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_grants_no_access_from_then_on()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();
        var created = await Post(admin, new { name = "gone soon", role = "admin" }).JsonAsync(201);
        using var other = hub.KeyedClient((string)created["secret"]!);
        await other.GetAsync("/v1/admin/keys").JsonAsync();

        using var revoked = await admin.DeleteAsync($"/v1/admin/keys/{created["key"]!["id"]}");

        Assert.Equal(204, (int)revoked.StatusCode);
        await other.GetAsync("/v1/admin/keys").JsonAsync(401);
    }

    [Theory]
    [InlineData("analyst")]
    [InlineData("editor")]
    public async Task Only_administrators_of_all_sites_manage_keys(string word)
    {
        Assert.True(WireNames<Role>.TryParse(word, out var role));
        await using var hub = await Hub.StartAsync();
        using var lesser = hub.KeyedClient(await hub.CreateKeyAsync(role));
        using var oneSite = hub.KeyedClient(await hub.CreateKeyAsync(Role.Admin, "shop"));

        Assert.Equal("key_not_allowed", (string?)(await lesser.GetAsync("/v1/admin/keys").JsonAsync(403))["code"]);
        Assert.Equal("key_not_allowed", (string?)(await oneSite.GetAsync("/v1/admin/audit").JsonAsync(403))["code"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ")]
    [InlineData("Bearer chk_short")]
    [InlineData("Basic chk_0123456789abcdef0123456789abcdef0123456789a")]
    [InlineData("Bearer chk_0123456789abcdef0123456789abcdef0123456789a")]
    public async Task Without_a_valid_key_the_response_says_what_to_send(string? authorization)
    {
        await using var hub = await Hub.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/admin/keys");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await hub.Client.SendAsync(request);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("key_required", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
    }

    [Theory]
    [InlineData("{\"role\":\"admin\"}", "name")]
    [InlineData("{\"name\":\"\",\"role\":\"admin\"}", "name")]
    [InlineData("{\"name\":\"a\\nb\",\"role\":\"admin\"}", "name")]
    [InlineData("{\"name\":\"x\"}", "role")]
    [InlineData("{\"name\":\"x\",\"role\":\"root\"}", "role")]
    [InlineData("{\"name\":\"x\",\"role\":1}", "role")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\",\"sites\":[]}", "sites")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\",\"sites\":[\"nowhere\"]}", "sites")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\",\"sites\":\"shop\"}", "sites")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\",\"hash\":\"x\"}", "hash")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\",\"expiresAt\":\"2020-01-01\"}", "expiresAt")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\",\"expiresAt\":\"soon\"}", "expiresAt")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\",\"expiresAt\":7}", "expiresAt")]
    [InlineData("{\"name\":\"x\",\"role\":\"connector\"}", "system")]
    [InlineData("{\"name\":\"x\",\"role\":\"connector\",\"system\":\"The CRM\"}", "system")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\",\"system\":\"crm\"}", "system")]
    [InlineData("{\"name\":\"x\",\"role\":\"connector\",\"system\":7}", "system")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\",\"role\":\"admin\"}", "name")]
    public async Task A_wrong_request_for_a_key_names_the_field(string body, string field)
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();

        var problem = await admin.PostAsync("/v1/admin/keys", new StringContent(body, null, "application/json")).JsonAsync(422);

        Assert.NotNull(problem["errors"]![field]);
    }

    [Fact]
    public async Task The_key_of_a_connector_names_its_system_in_the_list_and_in_the_audit_trail()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();

        var created = await Post(admin, new { name = "CRM", role = "connector", system = "crm", sites = new[] { "shop" } }).JsonAsync(201);

        Assert.Equal(("connector", "crm"), ((string?)created["key"]!["role"], (string?)created["key"]!["system"]));
        var listed = (await admin.GetAsync("/v1/admin/keys").JsonAsync())["keys"]!.AsArray();
        Assert.Equal([null, "crm"], listed.Select(k => (string?)k!["system"]));
        Assert.Contains(await hub.AuditAsync(), e => ((string?)e["detail"])?.StartsWith("key 2, role connector, sites shop, system crm, fingerprint ", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Making_and_revoking_is_in_the_audit_trail_newest_first()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();
        var created = await Post(admin, new { name = "short life", role = "analyst" }).JsonAsync(201);
        (await admin.DeleteAsync($"/v1/admin/keys/{created["key"]!["id"]}")).Dispose();

        var entries = (await admin.GetAsync("/v1/admin/audit").JsonAsync())["entries"]!.AsArray();

        Assert.Equal(["key.revoke", "key.create"], entries.Take(2).Select(e => (string?)e!["action"]));
        Assert.NotNull(entries[0]!["key"]);
        Assert.DoesNotContain((string)created["secret"]!, entries.ToJsonString(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, object body) => client.PostAsJsonAsync("/v1/admin/keys", body);

    [Fact]
    public async Task A_key_that_expires_has_its_expiry_in_every_response_and_is_refused_afterwards()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock);
        using var admin = hub.KeyedClient();
        var created = await Post(admin, new { name = "project", role = "analyst", expiresAt = "2026-03-03T10:00:00Z" }).JsonAsync(201);
        using var analyst = hub.KeyedClient((string)created["secret"]!);

        using (var answer = await analyst.GetAsync("/v1/sites/shop/stats"))
            Assert.Equal(("2026-03-03T10:00:00.000Z", 200), (Assert.Single(answer.Headers.GetValues("Key-Expires-At")), (int)answer.StatusCode));
        using (var answer = await admin.GetAsync("/v1/sites/shop/stats"))
            Assert.False(answer.Headers.Contains("Key-Expires-At"));

        clock.Set(new DateTimeOffset(2026, 3, 3, 9, 59, 59, 999, TimeSpan.Zero));
        await analyst.GetAsync("/v1/sites/shop/stats").JsonAsync();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await analyst.GetAsync("/v1/sites/shop/stats").RefusedAsync(401, "key_expired");
        var listed = (await admin.GetAsync("/v1/admin/keys").JsonAsync())["keys"]!.AsArray().Single(k => (string?)k!["name"] == "project")!;
        Assert.Equal(("2026-03-03T10:00:00.000Z", "2026-03-03T09:59:59.999Z"), ((string?)listed["expiresAt"], (string?)listed["lastUsedAt"]));
    }
}
