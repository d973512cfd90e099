using ConsentHub.Health;
using ConsentHub.Stores;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>However often readiness is requested, only one check of the store runs at a time.</summary>
public sealed class ReadyCheckTests
{
    private readonly Ticking clock = new();

    [Fact]
    public async Task Callers_at_once_share_one_write()
    {
        var store = new CountingStore();
        var check = new ReadyCheck(store, clock);
        var callers = Enumerable.Range(0, 100).Select(_ => check.FindErrorAsync(CancellationToken.None)).ToList();

        store.Outcome.SetResult(null);

        Assert.All(await Task.WhenAll(callers), Assert.Null);
        Assert.Null(await check.FindErrorAsync(CancellationToken.None));
        Assert.Equal(1, store.Asked);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await check.FindErrorAsync(CancellationToken.None));
        Assert.Equal(2, store.Asked);
    }

    [Fact]
    public async Task A_failure_is_reported_to_all_callers_that_waited_and_checked_again_for_the_next()
    {
        var store = new CountingStore();
        var check = new ReadyCheck(store, clock);
        var callers = Enumerable.Range(0, 3).Select(_ => check.FindErrorAsync(CancellationToken.None)).ToList();

        store.Outcome.SetResult("The disk is full.");

        Assert.All(await Task.WhenAll(callers), fault => Assert.Equal("The disk is full.", fault));
        Assert.Equal("The disk is full.", await check.FindErrorAsync(CancellationToken.None));
        Assert.Equal(2, store.Asked);
    }

    [Fact]
    public async Task A_caller_who_cancels_does_not_cancel_the_check_for_the_others()
    {
        var store = new CountingStore();
        var check = new ReadyCheck(store, clock);
        using var left = new CancellationTokenSource();
        var first = check.FindErrorAsync(left.Token);
        var second = check.FindErrorAsync(CancellationToken.None);

        await left.CancelAsync();
        store.Outcome.SetResult(null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Null(await second);
    }

    private sealed class CountingStore : IStoreHealth
    {
        private int asked;

        public TaskCompletionSource<string?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Asked => asked;

        public Task<string?> CheckAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref asked);
            return Outcome.Task;
        }
    }
}
