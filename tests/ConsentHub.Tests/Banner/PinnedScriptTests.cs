using System.Security.Cryptography;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Banner;

/// <summary>Address and hash of the current build, with which a page pins it.</summary>
public sealed class PinnedScriptTests
{
    [Fact]
    public async Task They_lead_to_the_code_that_they_name()
    {
        await using var hub = await Hub.StartAsync();

        var pinned = await hub.Client.GetAsync("/v1/sites/shop/script").JsonAsync();

        Assert.Equal(["banner", "integrity", "src"], pinned.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal($"{hub.Address}banner/{(string?)pinned["banner"]}/consenthub.js", (string?)pinned["src"]);
        var code = await hub.Client.GetByteArrayAsync((string?)pinned["src"]);
        Assert.Equal((string?)pinned["banner"], Convert.ToHexStringLower(SHA256.HashData(code))[..16]);
        var integrity = $"sha384-{Convert.ToBase64String(SHA384.HashData(code))}";
        Assert.Contains($"\"integrity\":\"{integrity}\"", await hub.Client.GetStringAsync("/v1/sites/shop/script"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_is_the_public_one_where_it_is_set()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:PublicUrl", "https://shop.example/consent/"));

        var pinned = await hub.Client.GetAsync("/v1/sites/shop/script").JsonAsync();

        Assert.Equal($"https://shop.example/consent/banner/{(string?)pinned["banner"]}/consenthub.js", (string?)pinned["src"]);
    }

    [Fact]
    public async Task They_may_be_cached_for_five_minutes_and_read_by_the_sites_own_pages()
    {
        SiteFile site = TestSite.Minimal("shop") with { Origins = ["https://shop.example"] };
        await using var hub = await Hub.StartAsync([site]);

        using var own = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/script", ("Origin", "https://shop.example"));
        using var foreign = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/script", ("Origin", "https://other.example"));

        Assert.Equal("public, max-age=300", Assert.Single(own.Headers.NonValidated["Cache-Control"]));
        Assert.Equal("https://shop.example", Assert.Single(own.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_site_that_does_not_exist_has_none()
    {
        await using var hub = await Hub.StartAsync();

        var problem = await hub.Client.GetAsync("/v1/sites/nowhere/script").JsonAsync(404);

        Assert.Equal("unknown_site", (string?)problem["code"]);
    }
}
