using ConsentHub.Duties;
using ConsentHub.Metrics;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConsentHub.Tests.Instances;

/// <summary>A clock that leapt more than 35 days ahead is believed on PostgreSQL only if the database's own clock agrees.</summary>
public sealed class DatabaseClockTests
{
    private readonly TestClock clock = new();

    [Fact]
    public async Task Records_are_removed_only_if_it_agrees_within_five_minutes()
    {
        clock.Set(At(TimeSpan.FromDays(-400)));
        await using var store = await PostgresUnderTest.OpenAsync(clock);
        var shop = await store.PublishAsync(TestSite.Minimal("shop") with
        {
            Retention = [new RetentionClass { Id = RetentionClass.ConsentRecords, Name = TestSite.Text("Records", "Einträge"), Period = "P30D", After = RetentionEvent.ChoiceEnded }],
        });
        await store.Consents.AppendAsync(Draft.Of(shop));
        using var promises = new RetentionPromises(store.Sites);
        using var run = new RetentionRun(store.Retention, store.Consents, promises, new HubMetrics(), clock, NullLogger<RetentionRun>.Instance);
        Assert.Equal(0, await run.RunTurnAsync(CancellationToken.None));
        Assert.Null(run.Error);

        foreach (var wrong in (int[])[6, -6, 60 * 24 * 400])
        {
            clock.Set(At(TimeSpan.FromMinutes(wrong)));
            Assert.Equal(0, await run.RunTurnAsync(CancellationToken.None));
            Assert.StartsWith("The clock is far ahead", run.Error, StringComparison.Ordinal);
        }

        clock.Set(At(TimeSpan.FromMinutes(4)));
        Assert.Equal(1, await run.RunTurnAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Duties_that_recur_are_given_only_if_it_agrees()
    {
        clock.Set(At(TimeSpan.FromDays(-400)));
        await using var database = await PostgresTestDatabase.CreateAsync();
        await using var hub = await Hub.StartAsync([ConnectedShop.Site], clock: clock, settings: database.Settings);
        using var collector = await hub.ConnectorAsync("collector");
        var run = hub.Services.GetRequiredService<DutyRun>();
        await run.RunTurnAsync(CancellationToken.None);
        await collector.AcknowledgeAsync(Assert.Single(await collector.DutiesAsync())!).JsonAsync();

        clock.Set(At(TimeSpan.FromDays(400)));
        await run.RunTurnAsync(CancellationToken.None);
        Assert.Empty(await collector.DutiesAsync());
        Assert.NotNull(run.Error);

        clock.Set(At(TimeSpan.Zero));
        await run.RunTurnAsync(CancellationToken.None);
        Assert.Single(await collector.DutiesAsync());
        Assert.Null(run.Error);
    }

    /// <summary>A time that is this far from the database's clock, which is the machine's.</summary>
    private static DateTimeOffset At(TimeSpan ahead) => TimeProvider.System.GetUtcNow() + ahead;
}
