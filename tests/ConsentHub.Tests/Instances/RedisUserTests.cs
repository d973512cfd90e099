using System.Net;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>A Redis that accepts only an ACL user, with the rights that docs/scaling.md names.</summary>
public sealed class RedisUserTests
{
    [Fact]
    public async Task The_documented_user_is_enough_for_limits_and_site_changes()
    {
        using var redis = await RedisServer.StartedAsync(["--user", "default", "on", "nopass", "-@all", "+ping", "--user", .. DocumentedUser()]);
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var one = await StartAsync(folder, redis);
        await using var two = await StartAsync(folder, redis);
        using var first = one.NewClient();
        using var second = two.NewClient();

        Assert.Equal(HttpStatusCode.Created, (await first.SendAsync(Choice.Body())).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await second.SendAsync(Choice.Body())).StatusCode);
        Assert.Equal(0, one.Lines("Redis is unavailable"));
    }

    /// <summary>The line of the documentation without the word <c>user</c>.</summary>
    private static string[] DocumentedUser()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(TestSite.Folder)!, "docs", "scaling.md"));
        var line = Assert.Single(page.Split('\n'), l => l.StartsWith("user hub ", StringComparison.Ordinal));
        return line.Split(' ')[1..];
    }

    private static async Task<HubProcess> StartAsync(TestFolder folder, RedisServer redis)
    {
        var hub = await HubProcess.StartAsync(
            folder, null, ("ConsentHub__RateLimit", "1"), ("ConnectionStrings__Redis", $"{redis.Connection},user=hub,password=PASSWORD"));
        await hub.RedisIsConnectedAsync();
        return hub;
    }
}
