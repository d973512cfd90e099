using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>The limit of reads a minute for one client.</summary>
public sealed class ReadLimitTests
{
    [Theory]
    [InlineData("/v1/sites/shop/notice")]
    [InlineData("/consent.js?site=shop")]
    [InlineData("/preferences/shop")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/demo/")]
    [InlineData("/nothing-here")]
    public async Task Beyond_the_limit_the_response_to_a_read_says_how_long_to_wait(string path)
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:ReadLimit", "2"));
        for (var i = 0; i < 2; i++)
        {
            using var taken = await hub.Client.GetAsync(path);
            Assert.NotEqual(429, (int)taken.StatusCode);
        }

        using var refused = await hub.Client.GetAsync(path);

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("\"reads\";r=0", Assert.Single(refused.Headers.GetValues("RateLimit")));
        Assert.Equal("\"reads\";q=2;w=60", Assert.Single(refused.Headers.GetValues("RateLimit-Policy")));
        await hub.Client.GetAsync(path).RefusedAsync(429, "rate_limited");
    }

    [Fact]
    public async Task Choices_health_and_other_clients_are_not_limited_by_it()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:ReadLimit", "1"));
        await hub.Client.GetAsync("/v1/sites/shop/notice").JsonAsync();
        await hub.Client.GetAsync("/v1/sites/shop/notice").RefusedAsync(429, "rate_limited");

        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await hub.Client.GetAsync("/health/ready").JsonAsync();
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/notice", ("X-Forwarded-For", "198.51.100.7")).JsonAsync();
    }

    [Fact]
    public async Task A_header_with_no_key_in_it_is_no_way_around()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:ReadLimit", "1"));
        await hub.Client.GetAsync("/v1/sites/shop/notice").JsonAsync();

        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/notice", ("Authorization", "Bearer none")).RefusedAsync(429, "rate_limited");
    }

    [Fact]
    public async Task A_client_far_from_its_limit_gets_a_response_that_caches_may_share()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:ReadLimit", "100"));

        using var answer = await hub.Client.GetAsync("/v1/sites/shop/notice");

        Assert.False(answer.Headers.Contains("RateLimit"));
    }
}
