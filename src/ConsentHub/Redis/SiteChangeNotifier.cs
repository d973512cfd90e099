using ConsentHub.Sites;
using StackExchange.Redis;

namespace ConsentHub.Redis;

/// <summary>Notifies the other instances that a site was published, and receives their notifications.</summary>
/// <remarks>
/// A message only makes the other instances read the store, which has the publication. If a message is lost, they notice the publication
/// up to a second later, because every instance also polls the store once a second.
/// </remarks>
internal sealed partial class SiteChangeNotifier(RedisConnection redis, SiteDirectory sites, ILogger<SiteChangeNotifier> log) : IHostedService
{
    private static readonly RedisChannel Channel = new("consenthub:sites", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Never throws, and waits for Redis for one second at most, because the publication is already stored.</summary>
    public async Task AnnounceAsync()
    {
        if (redis.Database is not { } database)
            return;

        try
        {
            await database.PublishAsync(Channel, "").WaitAsync(Patience);
        }
        catch (Exception e) when (RedisConnection.IsFailure(e))
        {
            redis.Suspend();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.Listen(Channel, () => _ = ReloadAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ReloadAsync()
    {
        try
        {
            await sites.ReloadAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // The store may be unavailable for a moment; the next poll tries again.
            Log.Failed(log, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(72, LogLevel.Error, "The sites could not be reloaded.")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
