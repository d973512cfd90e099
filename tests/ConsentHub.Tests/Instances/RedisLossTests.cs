using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>Redis stops, hangs, returns, or never ran: choices are stored in any case, and one line reports it.</summary>
public sealed class RedisLossTests
{
    private const string Away = "Redis is unavailable", There = "Redis is connected";

    [Fact]
    public async Task A_hub_starts_without_its_redis_and_finds_it_later()
    {
        using var redis = new RedisServer();
        using var folder = NewFolder();
        await using var hub = await StartAsync(folder, redis);
        using var client = hub.NewClient();
        await StoresAsync(client);
        await hub.RedisIsUnavailableAsync();
        await Eventually.Async(() => Task.FromResult(hub.Lines(Away)), lines => lines == 1);

        await redis.StartAsync();

        await hub.RedisIsConnectedAsync();
        await StoresAsync(client);
        Assert.Equal((1, 1), (hub.Lines(Away), hub.Lines(There)));
    }

    [Fact]
    public async Task A_redis_that_was_restarted_is_used_again()
    {
        using var redis = await RedisServer.StartedAsync();
        using var folder = NewFolder();
        await using var hub = await StartAsync(folder, redis);
        using var client = hub.NewClient();
        await hub.RedisIsConnectedAsync();
        await StoresAsync(client);

        redis.Stop();
        await StoresAsync(client);
        await hub.RedisIsUnavailableAsync();
        await StoresAsync(client);
        await redis.StartAsync();

        await hub.RedisIsConnectedAsync();
        await StoresAsync(client);
        Assert.Equal((1, 2), (hub.Lines(Away), hub.Lines(There)));
        Assert.NotEmpty(await LimitsAsync(redis));
    }

    [Fact]
    public async Task A_redis_that_hangs_holds_up_no_choice()
    {
        using var redis = await RedisServer.StartedAsync();
        using var folder = NewFolder();
        await using var hub = await StartAsync(folder, redis);
        using var client = hub.NewClient();
        await hub.RedisIsConnectedAsync();
        await StoresAsync(client);

        redis.Pause();
        await StoresAsync(client);
        await hub.RedisIsUnavailableAsync();
        await StoresAsync(client);
        redis.Resume();

        await hub.RedisIsConnectedAsync();
        await StoresAsync(client);
        Assert.Equal((1, 2), (hub.Lines(Away), hub.Lines(There)));
    }

    [Fact]
    public async Task A_hub_whose_redis_hangs_still_stops()
    {
        using var redis = await RedisServer.StartedAsync();
        using var folder = NewFolder();
        await using var hub = await StartAsync(folder, redis);
        await hub.RedisIsConnectedAsync();

        redis.Pause();

        Assert.Equal(0, await hub.StopAsync());
    }

    private static TestFolder NewFolder()
    {
        var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        return folder;
    }

    private static Task<HubProcess> StartAsync(TestFolder folder, RedisServer redis) =>
        HubProcess.StartAsync(folder, null, ("ConsentHub__RateLimit", "120"), ("ConnectionStrings__Redis", redis.Connection));

    private static async Task StoresAsync(HttpClient client)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.SendAsync(Choice.Body())));
        foreach (var answer in answers)
        {
            using (answer)
                Assert.Equal((201, true), ((int)answer.StatusCode, answer.Headers.Contains("RateLimit")));
        }
    }

    private static async Task<IReadOnlyList<byte[]>> LimitsAsync(RedisServer redis) =>
        [.. (await redis.ContentAsync()).Select(c => c.Key).Where(key => key.AsSpan().StartsWith("consenthub:limit:"u8))];
}
