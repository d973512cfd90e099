using ConsentHub.Settings;
using StackExchange.Redis;

namespace ConsentHub.Redis;

/// <summary>The connection to Redis: there, or away. Whoever wants something of Redis asks here first, and goes on without it.</summary>
/// <remarks>
/// Start does not wait for it. A connection is checked once a second by a small write, so that a server that hangs, is full or only
/// reads is noticed as well as one that is gone. Then the connection is closed, one line says so, and a new one is tried every two
/// seconds, until one line says that Redis is back.
/// </remarks>
internal sealed partial class RedisConnection(HubSettings settings, TimeProvider time, ILogger<RedisConnection> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(2);

    private readonly string check = "consenthub:check:" + Guid.CreateVersion7().ToString("N");
    private readonly List<(RedisChannel Channel, Action Heard)> listeners = [];
    private volatile IDatabase? database;
    private bool away;
    private long doubtedUntil = long.MinValue;

    /// <summary>Redis; null while it is away, for a moment after a doubt, and where there is none.</summary>
    public IDatabase? Database => database is { } there && time.GetTimestamp() >= Volatile.Read(ref doubtedUntil) ? there : null;

    /// <summary>Why Redis is not used; null while all is well, and where there is none.</summary>
    public string? Fault { get; private set; } = settings.Redis is null ? null : "Not connected yet.";

    /// <summary>What Redis, the network and a closed connection throw, and the impatient caller.</summary>
    public static bool IsFault(Exception e) => e is RedisException or TimeoutException or ObjectDisposedException or TaskCanceledException;

    /// <summary>Checks the setting; the connection itself is opened later.</summary>
    /// <exception cref="StartupException">It names no server, or can't be read.</exception>
    public static void CheckSetting(string text)
    {
        try
        {
            if (ConfigurationOptions.Parse(text).EndPoints.Count > 0)
                return;
        }
        catch (ArgumentException)
        {
            // Told below: the text may hold a password, and the parser's message may repeat it.
        }

        throw new StartupException(
            "The setting ConnectionStrings__Redis must be host:port, then options with commas, such as redis:6379,user=…,password=…,ssl=true.");
    }

    /// <summary>A call failed or took too long: nobody else need try within the next second. The check will tell what is the matter.</summary>
    public void Doubt() => Volatile.Write(ref doubtedUntil, time.GetTimestamp() + time.TimestampFrequency);

    /// <summary>Hears a channel on this connection and each later one. To be said before the service starts.</summary>
    public void Listen(RedisChannel channel, Action heard) => listeners.Add((channel, heard));

    /// <summary>For a command: connects once and waits for it, and warns where Redis is away.</summary>
    public async Task OpenAsync()
    {
        if (settings.Redis is null)
            return;

        try
        {
            database = (await ConnectAsync()).GetDatabase();
        }
        catch (Exception e) when (IsFault(e))
        {
            Log.Away(log, Explain(e));
        }
    }

    public override void Dispose()
    {
        database?.Multiplexer.Close(allowCommandsToComplete: false);
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (settings.Redis is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await UseAsync(await ConnectAsync(), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Lost(Explain(e));
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    /// <summary>Uses a connection until it fails.</summary>
    private async Task UseAsync(ConnectionMultiplexer connection, CancellationToken ct)
    {
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The client would connect again by itself, and what was said meanwhile would be missed.
        connection.ConnectionFailed += (_, _) => broken.TrySetResult();
        try
        {
            var redis = connection.GetDatabase();
            await CheckAsync(redis);
            foreach (var (channel, heard) in listeners)
            {
                await connection.GetSubscriber().SubscribeAsync(channel, (_, _) => heard()).WaitAsync(Patience, ct);
                // Something may have been missed on either side: all look. This instance looks at once, since its own message may be
                // faster than its subscription.
                await redis.PublishAsync(channel, "").WaitAsync(Patience, ct);
                heard();
            }

            Found(redis);
            while (await Task.WhenAny(broken.Task, Task.Delay(Interval, ct)) != broken.Task)
            {
                ct.ThrowIfCancellationRequested();
                await CheckAsync(redis);
            }

            throw new IOException("The connection to Redis broke.");
        }
        finally
        {
            database = null;
            connection.Close(allowCommandsToComplete: false);
        }
    }

    private Task<bool> CheckAsync(IDatabase redis) => redis.StringSetAsync(check, 1, TimeSpan.FromSeconds(10)).WaitAsync(Patience);

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(settings.Redis!);
        // The next attempt is made here, with a connection that has no past.
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        options.ConnectTimeout = options.SyncTimeout = (int)Patience.TotalMilliseconds;
        options.KeepAlive = 10;
        options.ClientName ??= "consenthub";
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    private void Found(IDatabase redis)
    {
        away = false;
        Fault = null;
        database = redis;
        Log.There(log);
    }

    /// <summary>Says so once, however often the next attempts fail.</summary>
    private void Lost(string reason)
    {
        if (!away)
            Log.Away(log, reason);

        away = true;
        Fault = reason;
    }

    /// <summary>In words without addresses and passwords, which the client's own messages may have.</summary>
    private static string Explain(Exception e) => e switch
    {
        RedisServerException => e.Message,
        RedisConnectionException connection => $"No connection ({connection.FailureType}): are the address and the password right, and does it take writes?",
        TimeoutException => "It does not answer in time.",
        _ => "The connection was closed.",
    };

    private static partial class Log
    {
        [LoggerMessage(70, LogLevel.Warning, "Redis is away: limits count per instance, site changes take up to a second. {Reason}")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(71, LogLevel.Information, "Redis is there.")]
        public static partial void There(ILogger logger);
    }
}
