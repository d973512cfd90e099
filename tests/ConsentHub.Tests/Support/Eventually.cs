namespace ConsentHub.Tests.Support;

/// <summary>Waits for something that happens by itself, such as a site file being applied, and fails the test if it does not happen.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<T> Async<T>(Func<Task<T>> look, Func<T, bool> done)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var seen = await look();
            if (done(seen))
                return seen;

            if (deadline.IsCancellationRequested)
                Assert.Fail($"Not seen within {Patience.TotalSeconds} s; last: {seen}");

            await pause.WaitForNextTickAsync();
        }
    }
}
