using ConsentHub.ApiKeys;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>The limit of public writes a minute for one client.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task Beyond_the_limit_the_response_to_a_write_says_how_long_to_wait()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RateLimit", "3"));
        for (var left = 2; left >= 0; left--)
        {
            using var taken = await hub.Client.SendAsync(Choice.Body());
            Assert.Equal((201, $"\"default\";r={left}"), ((int)taken.StatusCode, Header(taken, "RateLimit")));
            Assert.Equal("\"default\";q=3;w=60", Header(taken, "RateLimit-Policy"));
        }

        using var refused = await hub.Client.SendAsync(Choice.Body());

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("\"default\";r=0", Header(refused, "RateLimit"));
        Assert.Equal("\"default\";q=3;w=60", Header(refused, "RateLimit-Policy"));
        var problem = await hub.Client.SendAsync(Choice.Body()).RefusedAsync(429, "rate_limited");
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", (string?)problem["type"]);
    }

    [Fact]
    public async Task Every_kind_of_public_write_counts_and_no_read_does()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RateLimit", "3"));
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        using (await hub.Client.PostRawAsync("/v1/sites/shop/shown", "{\"notice\":1,\"lang\":\"en\",\"outcome\":\"shown\"}"))
        using (await hub.Client.PostRawAsync("/v1/sites/shop/consents", "broken"))
        {
        }

        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).RefusedAsync(429, "rate_limited");
        for (var i = 0; i < 10; i++)
            await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();
    }

    [Fact]
    public async Task Choices_sent_with_a_key_that_may_write_are_no_public_writes_and_others_are()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RateLimit", "1"));
        using var editor = hub.KeyedClient(await hub.CreateKeyAsync(Role.Editor));
        using var analyst = hub.KeyedClient(await hub.CreateKeyAsync(Role.Analyst));
        for (var i = 0; i < 5; i++)
            await editor.SendAsync(Choice.Body()).JsonAsync(201);

        await analyst.SendAsync(Choice.Body()).RefusedAsync(403, "key_not_allowed");
        await analyst.SendAsync(Choice.Body()).RefusedAsync(429, "rate_limited");
    }

    [Fact]
    public async Task One_clients_limit_is_not_anothers()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RateLimit", "1"));

        // Loopback is a known proxy, so its forwarded headers are trusted.
        var five = await Statuses("203.0.113.1", "203.0.113.1", "203.0.113.2", "203.0.113.2", "2001:db8:1:1::1");
        Assert.Equal([400, 429, 400, 429, 400], five);
        // An IPv6 client counts as its whole /64.
        var two = await Statuses("2001:db8:1:1:ffff::2", "2001:db8:1:2::1");
        Assert.Equal([429, 400], two);

        async Task<int[]> Statuses(params string[] clients)
        {
            var statuses = new List<int>();
            foreach (var client in clients)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sites/shop/consents") { Content = new StringContent("{", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
                request.Headers.Add("X-Forwarded-For", client);
                using var response = await hub.Client.SendAsync(request);
                statuses.Add((int)response.StatusCode);
            }

            return [.. statuses];
        }
    }

    [Fact]
    public async Task Without_a_limit_no_header_names_one()
    {
        await using var hub = await Hub.StartAsync();
        using var response = await hub.Client.SendAsync(Choice.Body());

        Assert.Equal(201, (int)response.StatusCode);
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase));
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
