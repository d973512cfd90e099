using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>Behind several proxies, the client is the first address, counted from the hub, that is no known proxy.</summary>
public sealed class ProxyChainTests
{
    [Fact]
    public async Task Visitors_behind_two_known_proxies_have_a_limit_each()
    {
        await using var hub = await HubBehindAsync("203.0.113.0/24");

        Assert.Equal(
            [400, 400, 429, 400],
            await StatusesAsync(hub, "198.51.100.1, 203.0.113.7", "198.51.100.2, 203.0.113.7", "198.51.100.1, 203.0.113.8", "198.51.100.3, 203.0.113.7, 203.0.113.8"));
    }

    [Fact]
    public async Task Addresses_before_an_unknown_one_are_not_trusted()
    {
        await using var hub = await HubBehindAsync("203.0.113.0/24");

        Assert.Equal([400, 429, 429], await StatusesAsync(hub, "198.51.100.9", "192.0.2.1, 198.51.100.9", "192.0.2.2, 198.51.100.9, 203.0.113.7"));
    }

    private static Task<Hub> HubBehindAsync(string proxies) =>
        Hub.StartAsync(settings: [("ConsentHub:RateLimit", "1"), ("ConsentHub:KnownProxies", proxies)]);

    /// <summary>An invalid choice gets 400 while its client may still write.</summary>
    private static async Task<List<int>> StatusesAsync(Hub hub, params string[] chains)
    {
        var statuses = new List<int>();
        foreach (var chain in chains)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sites/shop/consents") { Content = new StringContent("broken", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", chain);
            using var response = await hub.Client.SendAsync(request);
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }
}
