using ConsentHub.Settings;
using StackExchange.Redis;

namespace ConsentHub.Redis;

/// <summary>The connection to Redis. Callers read <see cref="Database"/> first, and continue without Redis while it is unavailable.</summary>
/// <remarks>
/// The hub starts without waiting for Redis. A small write checks the connection once a second. This check detects a server that stopped, hangs,
/// is full or is read-only. After a failed check this service closes the connection, logs one line, and tries to connect every two
/// seconds. It logs one more line when Redis is connected again.
/// </remarks>
internal sealed partial class RedisConnection(HubSettings settings, TimeProvider time, ILogger<RedisConnection> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(2);

    private readonly string check = "consenthub:check:" + Guid.CreateVersion7().ToString("N");
    private readonly List<(RedisChannel Channel, Action OnMessage)> listeners = [];
    private volatile IDatabase? database;
    private bool unavailable;
    private long suspendedUntil = long.MinValue;

    /// <summary>Redis; null while it is unavailable, for one second after <see cref="Suspend"/>, and without a setting for Redis.</summary>
    public IDatabase? Database => database is { } connected && time.GetTimestamp() >= Volatile.Read(ref suspendedUntil) ? connected : null;

    /// <summary>Why Redis is not used; null while it is connected, and without a setting for Redis.</summary>
    public string? Error { get; private set; } = settings.Redis is null ? null : "Not connected yet.";

    /// <summary>True for exceptions that the Redis client throws on errors, time-outs and closed connections, and for a caller's own time-out.</summary>
    public static bool IsFailure(Exception e) => e is RedisException or TimeoutException or ObjectDisposedException or TaskCanceledException;

    /// <summary>Checks the setting; the connection itself is opened later.</summary>
    /// <exception cref="StartupException">The setting names no server, or can't be parsed.</exception>
    public static void CheckSetting(string text)
    {
        try
        {
            if (ConfigurationOptions.Parse(text).EndPoints.Count > 0)
                return;
        }
        catch (ArgumentException)
        {
            // The exception below replaces this one: the setting may hold a password, and the parser's message may repeat it.
        }

        throw new StartupException(
            "The setting ConnectionStrings__Redis must be host:port, then options with commas, such as redis:6379,user=…,password=…,ssl=true.");
    }

    /// <summary>Call this after a request to Redis failed or took too long. For the next second no caller uses Redis, and the regular check finds the reason.</summary>
    public void Suspend() => Volatile.Write(ref suspendedUntil, time.GetTimestamp() + time.TimestampFrequency);

    /// <summary>Subscribes to a channel on this connection and each later one. Must be called before the service starts.</summary>
    public void Listen(RedisChannel channel, Action onMessage) => listeners.Add((channel, onMessage));

    /// <summary>For a command: connects once, waits for the result, and logs a warning if Redis is unavailable.</summary>
    public async Task OpenAsync()
    {
        if (settings.Redis is null)
            return;

        try
        {
            database = (await ConnectAsync()).GetDatabase();
        }
        catch (Exception e) when (IsFailure(e))
        {
            Log.Unavailable(log, Explain(e));
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
        // The client would reconnect by itself, but messages sent meanwhile would be missed, so this connection ends here.
        connection.ConnectionFailed += (_, _) => broken.TrySetResult();
        try
        {
            var redis = connection.GetDatabase();
            await CheckAsync(redis);
            foreach (var (channel, onMessage) in listeners)
            {
                await connection.GetSubscriber().SubscribeAsync(channel, (_, _) => onMessage()).WaitAsync(Patience, ct);
                // Any instance may have missed messages, so this message goes to all of them. This instance also calls its own listener
                // directly, because the message may arrive before its subscription.
                await redis.PublishAsync(channel, "").WaitAsync(Patience, ct);
                onMessage();
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
        // The client must not retry: the loop above makes the next attempt with a new connection.
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        options.ConnectTimeout = options.SyncTimeout = (int)Patience.TotalMilliseconds;
        options.KeepAlive = 10;
        options.ClientName ??= "consenthub";
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    private void Found(IDatabase redis)
    {
        unavailable = false;
        Error = null;
        database = redis;
        Log.Connected(log);
    }

    /// <summary>Logs the loss once, however often the next attempts fail.</summary>
    private void Lost(string reason)
    {
        if (!unavailable)
            Log.Unavailable(log, reason);

        unavailable = true;
        Error = reason;
    }

    /// <summary>Explains the failure without addresses and passwords, which the client's own messages may contain.</summary>
    private static string Explain(Exception e) => e switch
    {
        RedisServerException => e.Message,
        RedisConnectionException connection => $"No connection ({connection.FailureType}). Check the address and the password, and whether the server accepts writes.",
        TimeoutException => "Redis does not respond in time.",
        _ => "The connection was closed.",
    };

    private static partial class Log
    {
        [LoggerMessage(70, LogLevel.Warning, "Redis is unavailable: rate limits count per instance, and site changes reach other instances within a second. {Reason}")]
        public static partial void Unavailable(ILogger logger, string reason);

        [LoggerMessage(71, LogLevel.Information, "Redis is connected.")]
        public static partial void Connected(ILogger logger);
    }
}
