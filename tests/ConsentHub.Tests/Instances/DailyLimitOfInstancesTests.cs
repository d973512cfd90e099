using ConsentHub.Consents;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Instances;

/// <summary>The daily limit of a visitor whose choices are sent to several hubs on one PostgreSQL.</summary>
public sealed class DailyLimitOfInstancesTests
{
    [Fact]
    public async Task Two_hubs_count_together_whatever_each_of_them_stores()
    {
        await using var database = await PostgresTestDatabase.CreateEmptyAsync();
        var clock = new TestClock();
        await using var one = await Hub.StartAsync(clock: clock, settings: database.Settings);
        await using var two = await Hub.StartAsync(clock: clock, settings: database.Settings);
        IConsentStore[] stores = [one.Services.GetRequiredService<IConsentStore>(), two.Services.GetRequiredService<IConsentStore>()];
        var visitor = Draft.NewVisitor();

        // Every third choice is late, so that its count must also reach the current record.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, DayCount.Limit + 40).Select(i => Task.Run(() => stores[i % 2].AppendAsync(
            Draft.Of(one.Site().Number, visitor).With(c => c with { Page = $"/{i}" }) with { Elapsed = TimeSpan.FromHours(i % 3 == 0 ? 1 : 0) }))));

        Assert.Equal(DayCount.Limit, outcomes.Count(o => o is AppendOutcome.Written));
        Assert.Equal(40, outcomes.Count(o => o is AppendOutcome.OverDailyLimit));
    }
}
