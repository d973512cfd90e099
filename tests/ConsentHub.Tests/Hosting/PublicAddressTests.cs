using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>The public address: <c>PublicUrl</c> for every request, and without it what the request says.</summary>
public sealed class PublicAddressTests
{
    private const string Year = "max-age=31536000";

    [Theory]
    [InlineData("https://consent.example", Year)]
    [InlineData("https://shop.example/consent", null)]
    [InlineData("http://consent.example", null)]
    [InlineData("", null)]
    [Promise("0.16", "2.10")]
    public async Task Browsers_must_use_https_only_if_the_hub_has_a_host_of_its_own(string address, string? expected)
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:PublicUrl", address));
        using var page = await hub.Client.GetAsync("/");
        using var refusal = await hub.Client.GetAsync("/nowhere");

        foreach (var response in new[] { page, refusal })
            Assert.Equal(expected, response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? Assert.Single(values) : null);
    }

    [Fact]
    [Promise("2.10")]
    public async Task Under_https_cookies_are_secure_though_the_proxy_forwards_no_scheme()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop")], settings: ("ConsentHub:PublicUrl", "https://shop.example/consent"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sites/shop/consents") { Content = new StringContent(Choice.Body().ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("Origin", "https://shop.example");
        using var response = await hub.Client.SendAsync(request);

        Assert.Equal(201, (int)response.StatusCode);
        Assert.All(response.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/consent/docs")]
    [InlineData("/consent/verify")]
    [InlineData("/verify")]
    public async Task A_redirect_stays_below_the_public_path_whether_the_proxy_strips_it_or_not(string path)
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:PublicUrl", "https://shop.example/consent"));
        using var response = await hub.Client.GetAsync(path);

        Assert.InRange((int)response.StatusCode, 300, 399);
        Assert.StartsWith("/consent/", new Uri(new Uri("https://shop.example" + path), response.Headers.Location!).AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:5080", true)]
    [InlineData("hub.localhost:5080", true)]
    [InlineData("192.0.2.7:5080", true)]
    [InlineData("[2001:db8::7]:5080", true)]
    [InlineData("attacker.example:5080", false)]
    [InlineData("consent.example", false)]
    public async Task Without_a_public_address_only_loopback_names_and_addresses_are_the_own_origin(string host, bool isOwn)
    {
        await using var hub = await Hub.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sites/shop/consents") { Content = new StringContent(Choice.Body().ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        request.Headers.Host = host;
        request.Headers.Add("Origin", $"http://{host}");
        using var response = await hub.Client.SendAsync(request);

        Assert.Equal(isOwn ? 201 : 403, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/consent.js?site=shop")]
    [InlineData("/v1/sites/shop/notice")]
    [InlineData("/v1/sites/shop/notices")]
    [InlineData("/preferences/shop")]
    [InlineData("/ledger/shop/key")]
    [InlineData("/")]
    [InlineData("/schemas/site-1.json")]
    [InlineData("/v1/sites/nobody/notice")]
    public async Task HEAD_is_answered_as_GET_without_the_body(string path)
    {
        await using var hub = await Hub.StartAsync();
        using var get = await hub.Client.GetAsync(path);
        using var head = await hub.Client.SendAsync(HttpMethod.Head, path);

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_page_of_the_API_allows_no_inline_script()
    {
        await using var hub = await Hub.StartAsync();
        using var response = await hub.Client.GetAsync("/docs/index.html");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Contains("script-src 'self';", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)", page);
    }
}
