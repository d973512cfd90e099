using System.Security.Cryptography;

namespace ConsentHub.Deliveries;

/// <summary>When a failed message is sent again: the schedule of Standard Webhooks. The first attempt and these make ten.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How many attempts may fail. After the last one the webhook is disabled.</summary>
    public static int Attempts => Delays.Length + 1;

    /// <summary>A receiver may ask for at most this wait.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>The wait after a number of failures: up to a fifth longer than the schedule says, so that webhooks that failed together do not come back together.</summary>
    /// <param name="asked">What the receiver asks for in <c>Retry-After</c>; null if it asks for nothing.</param>
    /// <returns>Null after the last attempt.</returns>
    public static TimeSpan? After(int failures, TimeSpan? asked) =>
        failures > Delays.Length ? null
        : asked is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, TimeSpan.TicksPerSecond, LongestWait.Ticks))
        : Delays[failures - 1] * (1 + (RandomNumberGenerator.GetInt32(201) / 1000.0));
}
