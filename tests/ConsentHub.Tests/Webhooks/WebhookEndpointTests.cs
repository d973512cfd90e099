using System.Text.Json.Nodes;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Webhooks;

/// <summary>The calls with which administrators set, list and delete webhooks.</summary>
public sealed class WebhookEndpointTests : IAsyncLifetime
{
    private const string Url = "https://crm.example/hooks/secret-path?tenant=7";

    private readonly TestClock clock = new();
    private Hub hub = null!;

    public async Task InitializeAsync() => hub = await ConnectedShop.StartAsync(clock);

    public async Task DisposeAsync() => await hub.DisposeAsync();

    [Fact]
    public async Task Only_the_response_that_makes_a_secret_shows_it()
    {
        using var created = await hub.PutWebhookAsync(Url);
        var first = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync())!["secret"]!;
        var same = await hub.PutWebhookAsync(Url).JsonAsync();
        var rotated = (string)(await hub.PutWebhookAsync(Url, rotate: true).JsonAsync())["secret"]!;
        var listed = await hub.WebhookAsync();

        Assert.Equal((201, true), ((int)created.StatusCode, created.Headers.CacheControl?.NoStore));
        Assert.Equal(32, Convert.FromBase64String(first["whsec_".Length..]).Length);
        Assert.Null(same["secret"]);
        Assert.NotEqual(first, rotated);
        Assert.Equal(
            $$"""{"system":"crm","url":"{{Url}}","enabled":true,"previousSecretUntil":"2026-03-03T09:30:00.000Z","changedAt":"2026-03-02T09:30:00.000Z"}""", listed.ToJsonString());
    }

    [Fact]
    public async Task The_secret_is_not_in_the_database()
    {
        var secret = (string)(await hub.PutWebhookAsync(Url).JsonAsync(201))["secret"]!;
        await hub.StopAsync();

        var bytes = Convert.FromBase64String(secret["whsec_".Length..]);
        Assert.All(Directory.EnumerateFiles(hub.Folder.Data), f => Assert.Equal(-1, File.ReadAllBytes(f).AsSpan().IndexOf(bytes)));
        hub = await ConnectedShop.StartAsync(clock);
    }

    [Theory]
    [InlineData("http://crm.example/hooks")]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://localhost/")]
    [InlineData("https://api.localhost./")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://[::ffff:192.168.0.1]/")]
    [InlineData("https://user@crm.example/")]
    [InlineData("https://crm.example/#part")]
    [InlineData("ftp://crm.example/")]
    [InlineData("/hooks")]
    [InlineData("")]
    public async Task An_address_that_may_not_be_reached_is_refused(string url) => await hub.PutWebhookAsync(url).RefusedAsync(422, "invalid_fields", "url");

    [Fact]
    public async Task A_system_without_a_webhook_and_a_wrong_name_are_refused()
    {
        using var admin = hub.KeyedClient();

        await admin.DeleteAsync("/v1/admin/sites/shop/webhooks/crm").RefusedAsync(404, "unknown_webhook");
        await hub.PutWebhookAsync(Url, "The-CRM").RefusedAsync(422, "invalid_fields", "system");
    }

    [Fact]
    public async Task Each_call_is_audited_without_the_path_of_the_address()
    {
        using var admin = hub.KeyedClient();
        await hub.PutWebhookAsync(Url).JsonAsync(201);
        await hub.PutWebhookAsync(Url).JsonAsync();
        await hub.WebhookAsync();
        using (var deleted = await admin.DeleteAsync("/v1/admin/sites/shop/webhooks/crm"))
            Assert.Equal(204, (int)deleted.StatusCode);

        var entries = (await admin.GetAsync("/v1/admin/audit").JsonAsync())["entries"]!.AsArray();
        Assert.Equal(
            ["webhook.delete: crm", "webhook.list: ", "webhook.put: crm at crm.example", "webhook.put: crm at crm.example, new secret"],
            entries.Select(e => $"{e!["action"]}: {e["detail"]}").Where(e => e.StartsWith("webhook.", StringComparison.Ordinal)));
        Assert.Empty((await admin.GetAsync("/v1/admin/sites/shop/webhooks").JsonAsync())["webhooks"]!.AsArray());
    }

    [Fact]
    public async Task A_private_address_is_accepted_where_the_setting_allows_it()
    {
        await using var open = await WebhookHub.StartAsync(clock);

        await open.PutWebhookAsync("http://127.0.0.1:5000/hooks").JsonAsync(201);
        await open.PutWebhookAsync("https://10.1.2.3/hooks", "mailer").JsonAsync(201);
        await open.PutWebhookAsync("http://10.1.2.3/hooks", "mailer").RefusedAsync(422, "invalid_fields", "url");
    }
}
