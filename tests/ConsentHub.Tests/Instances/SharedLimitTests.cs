using System.Buffers.Binary;
using System.Net;
using System.Text;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>Two hubs with one Redis count the writes of a client together.</summary>
public sealed class SharedLimitTests
{
    [Fact]
    public async Task What_a_client_writes_to_one_hub_counts_at_the_other()
    {
        using var redis = await RedisServer.StartedAsync();
        using var folder = NewFolder();
        await using var one = await StartAsync(folder, redis, limit: 4);
        await using var two = await StartAsync(folder, redis, limit: 4);
        using var first = one.NewClient();
        using var second = two.NewClient();

        var answers = new List<string>();
        foreach (var client in (HttpClient[])[first, second, first, second, first, second])
        {
            using var answer = await client.SendAsync(Choice.Body());
            answers.Add($"{(int)answer.StatusCode} {Header(answer, "RateLimit")} {Header(answer, "RateLimit-Policy")}");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 15);
        }

        Assert.Equal(
            [Expected(201, 3), Expected(201, 2), Expected(201, 1), Expected(201, 0), Expected(429, 0), Expected(429, 0)], answers);

        static string Expected(int status, int left) => $"{status} \"default\";r={left} \"default\";q=4;w=60";
    }

    [Fact]
    public async Task Redis_learns_no_address_and_forgets_every_client()
    {
        using var redis = await RedisServer.StartedAsync();
        using var folder = NewFolder();
        await using var hub = await StartAsync(folder, redis, limit: 60);
        using var client = hub.NewClient();
        string[] addresses = ["203.0.113.77", "198.51.100.201", "2001:db8:aaaa:bbbb:cccc::1"];
        foreach (var address in addresses)
        {
            // Loopback is a known proxy, so its forwarded headers are trusted.
            for (var i = 0; i < 5; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sites/shop/consents") { Content = new StringContent("{", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
                request.Headers.Add("X-Forwarded-For", address);
                using var answer = await client.SendAsync(request);
                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            }
        }

        var content = await redis.ContentAsync();

        var limits = content.Where(c => c.Key.AsSpan().StartsWith("consenthub:limit:"u8)).ToList();
        Assert.Equal(addresses.Length, limits.Count);
        Assert.All(content, entry => Assert.InRange(entry.Life!.Value.TotalSeconds, 0, 60));
        foreach (var form in addresses.SelectMany(Forms))
        {
            Assert.All(content, entry => Assert.Equal(-1, entry.Key.AsSpan().IndexOf(form)));
            Assert.All(content, entry => Assert.Equal(-1, entry.Value.AsSpan().IndexOf(form)));
        }
    }

    /// <summary>The address as text, and its bytes in both orders; for an IPv6 address also its network alone.</summary>
    private static IEnumerable<byte[]> Forms(string text)
    {
        var bytes = IPAddress.Parse(text).GetAddressBytes();
        yield return Encoding.ASCII.GetBytes(text);
        yield return bytes;
        yield return [.. bytes.Reverse()];
        if (bytes.Length == 4)
            yield return Encoding.ASCII.GetBytes(BinaryPrimitives.ReadUInt32BigEndian(bytes).ToString(System.Globalization.CultureInfo.InvariantCulture));
        else
            yield return bytes[..8];
    }

    private static TestFolder NewFolder()
    {
        var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        return folder;
    }

    private static async Task<HubProcess> StartAsync(TestFolder folder, RedisServer redis, int limit)
    {
        var hub = await HubProcess.StartAsync(folder, null, ("ConsentHub__RateLimit", $"{limit}"), ("ConnectionStrings__Redis", redis.Connection));
        await hub.RedisIsConnectedAsync();
        return hub;
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
