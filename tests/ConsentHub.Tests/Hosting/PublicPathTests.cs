using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>Behind a reverse proxy, under a path of the site's own origin.</summary>
public sealed class PublicPathTests : IAsyncLifetime
{
    private const string Own = "https://shop.example";
    private Hub hub = null!;

    public async Task InitializeAsync()
    {
        SiteFile site = TestSite.Minimal("shop") with { Origins = [Own, "https://blog.shop.example"], Consent = new() { CookieDomain = "shop.example" } };
        hub = await Hub.StartAsync([site], settings: ("ConsentHub:PublicUrl", Own + "/consent"));
    }

    public async Task DisposeAsync() => await hub.DisposeAsync();

    [Theory]
    [InlineData("/consent.js?site=shop")]
    [InlineData("/v1/sites/shop/notice")]
    [InlineData("/v1/sites/shop/notices")]
    [InlineData("/v1/sites/shop/notices/1")]
    [InlineData("/preferences/shop")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/index.html")]
    [InlineData("/")]
    [InlineData("/demo/pixel.gif")]
    public async Task Every_address_works_below_the_path_and_also_if_the_proxy_strips_it(string path)
    {
        foreach (var prefix in new[] { "/consent", "" })
        {
            using var response = await hub.Client.GetAsync(prefix + path);
            Assert.True((int)response.StatusCode == 200, $"{prefix + path} answered {response.StatusCode}.");
        }
    }

    [Fact]
    public async Task The_response_to_a_choice_from_the_own_origin_sets_both_cookies()
    {
        var visitor = Choice.NewVisitorId();
        using var response = await PostAsync(Own, Choice.Save(visitor, "analytics"));

        Assert.Equal(201, (int)response.StatusCode);
        var recorded = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var seconds = ((DateTimeOffset)recorded["decidedAt"]!).ToUnixTimeSeconds();
        string[] expected = [$"ch_shop=1~1~{seconds}~opt_in~auth.analytics~", $"chid_shop={visitor}"];
        var cookies = response.Headers.GetValues("Set-Cookie").Order().ToList();
        Assert.Equal(expected, cookies.Select(c => c.Split(';')[0]));
        foreach (var cookie in cookies)
        {
            var attributes = cookie.Split(';').Skip(1).Select(a => a.Trim().ToLowerInvariant()).ToList();
            Assert.Equal(["domain=shop.example", "max-age=15724800", "path=/", "samesite=lax", "secure"], attributes.Where(a => !a.StartsWith("expires", StringComparison.Ordinal)).Order());
        }
    }

    [Fact]
    public async Task The_receipts_address_has_the_path_and_works_with_and_without_it()
    {
        var visitor = Choice.NewVisitorId();
        var stored = await PostAsync(Own, Choice.Save(visitor, "analytics")).JsonAsync(201);
        var current = await hub.Client.SendAsync(HttpMethod.Get, "/consent/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();

        var address = (string)stored["receipt"]!;

        Assert.Equal($"/consent/v1/sites/shop/consents/{(string?)stored["id"]}/receipt", address);
        Assert.Equal(address, (string?)current["receipt"]);
        foreach (var path in new[] { address, address["/consent".Length..] })
        {
            var receipt = await hub.Client.SendAsync(HttpMethod.Get, path, ("Visitor-Id", visitor)).JsonAsync();
            Assert.Equal($"{Own}/consent/preferences/shop", (string?)receipt["withdrawal"]);
            Assert.Equal("shop.example/consent/ledger/shop", (string?)receipt["ledger"]!["origin"]);
        }
    }

    [Theory]
    [InlineData("https://blog.shop.example")]
    [InlineData(null)]
    public async Task No_other_caller_gets_cookies(string? origin)
    {
        using var response = await PostAsync(origin, Choice.Body());

        Assert.Equal(201, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_refused_choice_sets_no_cookie()
    {
        using var response = await PostAsync(Own, Choice.Body(null, ("lang", "fr")));

        Assert.Equal(422, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    private Task<HttpResponseMessage> PostAsync(string? origin, JsonObject body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/consent/v1/sites/shop/consents") { Content = new StringContent(body.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("text/plain")) };
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "shop.example");
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        return hub.Client.SendAsync(request);
    }
}
