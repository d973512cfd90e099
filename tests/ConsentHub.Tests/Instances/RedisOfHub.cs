using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>What a hub reports of its Redis.</summary>
internal static class RedisOfHub
{
    public static Task RedisIsConnectedAsync(this HubProcess hub) => hub.RedisAsync(fault => fault is null);

    public static Task RedisIsUnavailableAsync(this HubProcess hub) => hub.RedisAsync(fault => fault is not null);

    /// <summary>How many lines of the log contain these words.</summary>
    public static int Lines(this HubProcess hub, string words) => hub.Output.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal));

    /// <summary>The hub is ready all the time: Redis is no reason to stop sending it requests.</summary>
    private static async Task RedisAsync(this HubProcess hub, Func<string?, bool> done)
    {
        using var client = hub.NewClient();
        await Eventually.Async(async () => (string?)(await client.GetAsync("/health/ready").JsonAsync())["redis"], done);
    }
}
