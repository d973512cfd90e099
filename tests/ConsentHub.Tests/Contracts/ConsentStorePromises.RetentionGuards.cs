using ConsentHub.Audit;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>What keeps consent records although their period is over: a clock that can't be trusted, and a hold.</summary>
public abstract partial class ConsentStorePromises
{
    [Fact]
    public async Task A_clock_that_goes_back_or_leaps_is_noticed()
    {
        var began = Clock.GetUtcNow();
        Assert.Equal(ClockCheck.Right, await CheckClockAsync(began));
        Assert.Equal(ClockCheck.Right, await CheckClockAsync(began + TimeSpan.FromDays(35)));
        Assert.Equal(ClockCheck.Behind, await CheckClockAsync(began + TimeSpan.FromDays(34)));
        Assert.Equal(ClockCheck.Ahead, await CheckClockAsync(began + TimeSpan.FromDays(71)));
        Assert.Equal(ClockCheck.Ahead, await CheckClockAsync(began + TimeSpan.FromDays(71)));

        await store.Retention.SetClockAsync(began + TimeSpan.FromDays(71));
        Assert.Equal(ClockCheck.Right, await CheckClockAsync(began + TimeSpan.FromDays(71)));

        await store.Retention.SetClockAsync(began);
        Assert.Equal(ClockCheck.Right, await CheckClockAsync(began));
    }

    [Fact]
    [Promise("3.12")]
    public async Task While_a_hold_is_in_force_nothing_is_removed()
    {
        await PromiseAsync("P30D");
        await WriteAsync(Draft.Of(shop));
        Clock.Advance(Draft.Lifetime + Month);
        var hold = new Hold("court", RetentionClass.ConsentRecords, "a claim", "a law", Clock.GetUtcNow().AddDays(3), Clock.GetUtcNow());
        await store.Holds.PutAsync(shop, "shop", hold with { Until = null }, Actor.CommandLine, await store.Trail.SealerAsync());
        await store.Holds.PutAsync(shop, "shop", hold, Actor.CommandLine, await store.Trail.SealerAsync());

        Assert.Equal([hold], await store.Holds.ListAsync(shop, CancellationToken.None));
        Clock.Advance(TimeSpan.FromDays(3) - Instant);
        Assert.Equal(0, await RunRetentionAsync());
        Clock.Advance(Instant);
        Assert.Equal(1, await RunRetentionAsync());
    }

    [Fact]
    public async Task A_lifted_hold_stops_nothing_and_a_hold_of_another_site_neither()
    {
        await PromiseAsync("P30D");
        await WriteAsync(Draft.Of(shop));
        Clock.Advance(Draft.Lifetime + Month);
        var (hold, sealer) = (new Hold("court", RetentionClass.ConsentRecords, "a claim", null, null, Clock.GetUtcNow()), await store.Trail.SealerAsync());
        await store.Holds.PutAsync(await PublishAsync("blog"), "blog", hold, Actor.CommandLine, sealer);
        await store.Holds.PutAsync(shop, "shop", hold, Actor.CommandLine, sealer);
        Assert.Equal(0, await RunRetentionAsync());

        Assert.True(await store.Holds.LiftAsync(shop, "shop", "court", Actor.CommandLine, sealer, Clock.GetUtcNow()));
        Assert.False(await store.Holds.LiftAsync(shop, "shop", "court", Actor.CommandLine, sealer, Clock.GetUtcNow()));

        Assert.Equal(1, await RunRetentionAsync());
        Assert.Empty(await store.Holds.ListAsync(shop, CancellationToken.None));
    }

    private protected Task<ClockCheck> CheckClockAsync(DateTimeOffset now) => store.Retention.AdvanceClockAsync(now, CancellationToken.None);
}
