using System.Net.Http.Headers;
using ConsentHub.ConsentLog;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Hosting;

/// <summary>Which pages may call the API for a site. The server itself refuses foreign writes, because a simple request has no preflight.</summary>
public sealed class OriginTests : IAsyncLifetime
{
    private const string Consents = "/v1/sites/shop/consents";
    private Hub hub = null!;

    public async Task InitializeAsync() =>
        hub = await Hub.StartAsync([TestSite.Minimal("shop") with { Origins =
        [
            "https://shop.example", "https://www.shop.example:8443", "http://localhost:*", "capacitor://localhost", "ionic://localhost", "app://-", "tauri://localhost",
            "chrome-extension://cfhdojbkjhnklbpkdaibdccddilifddb", "moz-extension://d8d7c3a2-1b1f-4c58-9d5e-0a6a0c6f4a11",
        ] }]);

    public async Task DisposeAsync() => await hub.DisposeAsync();

    [Theory]
    [InlineData("https://shop.example")]
    [InlineData("https://www.shop.example:8443")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:5173")]
    [InlineData("http://localhost:65535")]
    [InlineData("capacitor://localhost")]
    [InlineData("ionic://localhost")]
    [InlineData("app://-")]
    [InlineData("tauri://localhost")]
    [InlineData("chrome-extension://cfhdojbkjhnklbpkdaibdccddilifddb")]
    [InlineData("moz-extension://d8d7c3a2-1b1f-4c58-9d5e-0a6a0c6f4a11")]
    public async Task An_allowed_origin_writes_and_reads_the_answer_without_credentials(string origin)
    {
        using var response = await PostAsync(origin);

        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal(origin, Single(response, "Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", response.Headers.Vary);
        Assert.Equal(["ETag", "RateLimit", "RateLimit-Policy", "Retry-After"], Single(response, "Access-Control-Expose-Headers").Split(',').Select(h => h.Trim()).Order());
    }

    [Theory]
    [InlineData("/v1/sites/shop/records")]
    [InlineData("/v1/sites/shop/stats")]
    [InlineData("/v1/admin/sites/shop")]
    [InlineData("/preferences/shop")]
    public async Task No_page_may_read_calls_that_are_not_for_pages(string path)
    {
        using var client = hub.KeyedClient();
        using var response = await client.SendAsync(HttpMethod.Get, path, ("Origin", "https://shop.example"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("https://evil.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:444")]
    [InlineData("https://shop.example.evil.example")]
    [InlineData("https://sub.shop.example")]
    [InlineData("https://shop.example/")]
    [InlineData("https://SHOP.example")]
    [InlineData("https://www.shop.example")]
    [InlineData("https://localhost:5173")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://localhost:80.evil.example")]
    [InlineData("http://localhost:")]
    [InlineData("https://shop.example, https://evil.example")]
    [InlineData("capacitor://localhost:8100")]
    [InlineData("capacitor://localhost/")]
    [InlineData("capacitor://evil.example")]
    [InlineData("ionic://")]
    [InlineData("app://--")]
    [InlineData("app://localhost")]
    [InlineData("chrome-extension://bfhdojbkjhnklbpkdaibdccddilifddb")]
    [InlineData("file://")]
    public async Task Any_other_origin_is_refused_and_nothing_is_stored(string origin)
    {
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);

        await PostAsync(origin).RefusedAsync(403, "origin_not_allowed");
        await PostAsync(origin, "text/plain").RefusedAsync(403, "origin_not_allowed");
        await hub.Client.SendAsync(HttpMethod.Post, "/v1/sites/shop/shown", ("Origin", origin)).RefusedAsync(403, "origin_not_allowed");
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Origin", origin), ("Visitor-Id", visitor)).RefusedAsync(403, "origin_not_allowed");

        using var refused = await PostAsync(origin);
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(1, await hub.Services.GetRequiredService<IConsentLog>().LogSizeAsync(hub.Site().Number, CancellationToken.None));
    }

    [Fact]
    public async Task An_app_without_an_origin_writes()
    {
        using var response = await hub.Client.SendAsync(Choice.Body());

        Assert.Equal(201, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_hubs_own_pages_write_to_every_site()
    {
        using var response = await PostAsync(hub.Address.GetLeftPart(UriPartial.Authority));

        Assert.Equal(201, (int)response.StatusCode);
    }

    [Fact]
    public async Task Two_origins_are_refused() =>
        await hub.Client.SendAsync(HttpMethod.Post, Consents, ("Origin", "https://shop.example"), ("Origin", "https://shop.example")).RefusedAsync(403, "origin_not_allowed");

    [Fact]
    public async Task An_allowed_page_can_read_why_it_was_refused()
    {
        using var invalid = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Origin", "https://shop.example"));
        Assert.Equal((400, "https://shop.example"), ((int)invalid.StatusCode, Single(invalid, "Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("POST", "/v1/sites/shop/consents", "content-type")]
    [InlineData("POST", "/v1/sites/shop/shown", "content-type")]
    [InlineData("GET", "/v1/sites/shop/consent", "visitor-id")]
    [InlineData("GET", "/v1/sites/shop/consent/history", "visitor-id")]
    [InlineData("GET", "/v1/sites/shop/visitor/export", "visitor-id")]
    [InlineData("DELETE", "/v1/sites/shop/visitor", "visitor-id")]
    public async Task A_preflight_of_an_allowed_origin_is_granted_what_the_call_needs(string method, string path, string header)
    {
        using var response = await PreflightAsync("https://shop.example", method, path, header);

        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal("https://shop.example", Single(response, "Access-Control-Allow-Origin"));
        Assert.Contains(method, Single(response, "Access-Control-Allow-Methods").Split(','));
        Assert.Contains(header, Single(response, "Access-Control-Allow-Headers").Split(','), StringComparer.OrdinalIgnoreCase);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", response.Headers.Vary);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task A_preflight_of_a_foreign_origin_is_granted_nothing(string origin)
    {
        using var response = await PreflightAsync(origin, "DELETE", "/v1/sites/shop/visitor", "visitor-id");

        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_preflight_does_not_grant_other_headers()
    {
        using var response = await PreflightAsync("https://shop.example", "POST", Consents, "authorization");

        Assert.DoesNotContain("authorization", Single(response, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_cacheable_response_varies_by_origin()
    {
        foreach (var origin in new[] { null, "https://evil.example", "https://shop.example" })
        {
            using var response = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/notice?lang=en", origin is null ? [] : [("Origin", origin)]);
            Assert.Single(response.Headers.Vary, "Origin");
        }
    }

    [Theory]
    [InlineData("/consent.js?site=shop")]
    [InlineData("/consent.js?site=shop&lang=de")]
    [InlineData("/consent.js?site=nobody")]
    public async Task Every_page_may_load_scripts_with_or_without_an_origin(string path)
    {
        foreach (var origin in new[] { null, "https://anywhere.example" })
        {
            using var response = await hub.Client.SendAsync(HttpMethod.Get, path, origin is null ? [] : [("Origin", origin)]);
            Assert.Equal("*", Single(response, "Access-Control-Allow-Origin"));
            Assert.Equal("cross-origin", Single(response, "Cross-Origin-Resource-Policy"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    private Task<HttpResponseMessage> PostAsync(string origin, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Consents) { Content = new StringContent(Choice.Body().ToJsonString(), new MediaTypeHeaderValue(contentType)) };
        request.Headers.TryAddWithoutValidation("Origin", origin);
        return hub.Client.SendAsync(request);
    }

    private Task<HttpResponseMessage> PreflightAsync(string origin, string method, string path, string header) => hub.Client.SendAsync(
        HttpMethod.Options, path, ("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", header));

    private static string Single(HttpResponseMessage response, string header) => Assert.Single(response.Headers.GetValues(header));
}
