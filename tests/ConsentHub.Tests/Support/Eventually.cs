using System.Diagnostics;

namespace ConsentHub.Tests.Support;

/// <summary>Waits for something that another part of the hub does in its own time, by asking until it is so.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task AsyncTrue(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, "It did not come about within 30 seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
