using ConsentHub.Limits;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Limits;

/// <summary>The count of one process, with a clock that the test sets.</summary>
public sealed class LocalLimitTests
{
    private readonly Ticking clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(600)]
    public void A_client_may_use_its_minutes_quota_at_once_and_no_more(int limit)
    {
        using var counter = Counter(limit);
        for (var left = limit - 1; left >= 0; left--)
            Assert.Equal(new RateLimitLease(left, TimeSpan.Zero), counter.Take(1));

        var refused = counter.Take(1);

        Assert.False(refused.Admitted);
        Assert.Equal(0, refused.Remaining);
        Assert.InRange(refused.Wait.TotalSeconds, 59.9 / limit, 60.1 / limit);
        Assert.True(counter.Take(2).Admitted);
    }

    [Fact]
    public void The_quota_is_regained_evenly()
    {
        using var counter = Counter(6);
        for (var i = 0; i < 6; i++)
            counter.Take(1);

        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, counter.Take(1).Wait.TotalSeconds, 0.001);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new RateLimitLease(0, TimeSpan.Zero), counter.Take(1));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(new RateLimitLease(5, TimeSpan.Zero), counter.Take(1));
    }

    [Fact]
    public void A_client_that_has_regained_its_whole_quota_is_forgotten()
    {
        using var counter = Counter(6);
        counter.Take(1);
        counter.Take(2);
        counter.Take(2);
        clock.Advance(TimeSpan.FromSeconds(10));

        counter.Forget();

        Assert.Equal(1, counter.Remembered);
        Assert.Equal(4, counter.Take(2).Remaining);
    }

    [Fact]
    public void However_many_clients_there_are_the_memory_is_bounded()
    {
        using var counter = Counter(1);
        for (UInt128 client = 0; client < 3 * LocalLimit.MaxClients; client++)
        {
            Assert.True(counter.Take(client).Admitted);
            Assert.True(counter.Remembered <= LocalLimit.MaxClients);
        }
    }

    [Fact]
    public async Task Concurrent_writes_take_no_more_than_the_quota()
    {
        using var counter = Counter(1000);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => counter.Take(1).Admitted))));

        Assert.Equal(1000, taken.Sum());
    }

    private LocalLimit Counter(int limit) => new(limit, clock);
}
