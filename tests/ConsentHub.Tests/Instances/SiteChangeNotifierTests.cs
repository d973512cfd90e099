using ConsentHub.CommandLine;
using ConsentHub.Redis;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Instances;

/// <summary>An instance that never polls, so that all it knows came over Redis.</summary>
public sealed class SiteChangeNotifierTests
{
    [Fact]
    public async Task A_running_instance_is_notified_of_a_site_applied_by_the_command_line()
    {
        using var redis = await RedisServer.StartedAsync();
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        var apply = new[] { "site", "apply", Path.Combine(folder.Sites, "shop.json") };
        (await Cli.RunAsync(folder, apply, settings: ("ConnectionStrings:Redis", redis.Connection))).Ended(0);
        await using var listening = new Listening(folder, redis);
        await listening.StartAsync();
        await Eventually.Async(() => Task.FromResult(listening.Version), version => version == 1);

        folder.WriteSite(TestSite.Minimal("shop") with { Name = "A second notice" });
        (await Cli.RunAsync(folder, apply, settings: ("ConnectionStrings:Redis", redis.Connection))).Ended(0);

        await Eventually.Async(() => Task.FromResult(listening.Version), version => version == 2);
    }

    [Fact]
    public async Task What_was_published_while_redis_was_unavailable_is_found_once_it_is_back()
    {
        using var redis = await RedisServer.StartedAsync();
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        var apply = new[] { "site", "apply", Path.Combine(folder.Sites, "shop.json") };
        (await Cli.RunAsync(folder, apply)).Ended(0);
        await using var listening = new Listening(folder, redis);
        await listening.StartAsync();
        await Eventually.Async(() => Task.FromResult(listening.Version), version => version == 1);

        redis.Stop();
        folder.WriteSite(TestSite.Minimal("shop") with { Name = "A second notice" });
        var run = (await Cli.RunAsync(folder, apply, settings: ("ConnectionStrings:Redis", redis.Connection))).Ended(0);
        Assert.Contains("published version 2", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, listening.Version);
        await redis.StartAsync();

        await Eventually.Async(() => Task.FromResult(listening.Version), version => version == 2);
    }

    private sealed class Listening(TestFolder folder, RedisServer redis) : IAsyncDisposable
    {
        private readonly ServiceProvider services = HubCommand.Services(
            new CommandContext(), new HubSettings { Data = folder.Data, Sites = folder.Sites, Redis = redis.Connection });

        public int Version => services.GetRequiredService<SiteDirectory>().Find("shop")?.Latest.Version ?? 0;

        public async Task StartAsync()
        {
            await services.GetRequiredService<SiteChangeNotifier>().StartAsync(CancellationToken.None);
            await services.GetRequiredService<RedisConnection>().StartAsync(CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await services.GetRequiredService<RedisConnection>().StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
    }
}
