using ConsentHub.Sites;
using StackExchange.Redis;

namespace ConsentHub.Redis;

/// <summary>Tells the other instances that a site was published, and hears it from them.</summary>
/// <remarks>
/// A message only says that there is something to look for: what is true stands in the store. A lost one costs a second, since
/// every instance also looks once a second by itself.
/// </remarks>
internal sealed partial class SiteChangeNotifier(RedisConnection redis, SiteDirectory sites, ILogger<SiteChangeNotifier> log) : IHostedService
{
    private static readonly RedisChannel Channel = new("consenthub:sites", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Never throws, and is soon done: the publication itself is stored already.</summary>
    public async Task AnnounceAsync()
    {
        if (redis.Database is not { } database)
            return;

        try
        {
            await database.PublishAsync(Channel, "").WaitAsync(Patience);
        }
        catch (Exception e) when (RedisConnection.IsFault(e))
        {
            redis.Doubt();
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
            // The store may be away for a moment; the next look tries again.
            Log.Failed(log, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(72, LogLevel.Error, "The sites could not be read anew.")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
