namespace ConsentHub.BrowserTests.Support;

/// <summary>Waits for something outside the browser to become true.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (!await condition())
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"Waited {Patience.TotalSeconds} s for {what}.");

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
