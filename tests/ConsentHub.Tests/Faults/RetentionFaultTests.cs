using ConsentHub.Promises;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Proof;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Faults;

/// <summary>The process dies during a transaction that removes due records from SQLite.</summary>
public sealed class RetentionFaultTests : IDisposable
{
    private const int Records = 5;

    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_removal_is_there_or_not_and_the_next_run_removes_what_is_left()
    {
        var hub = await Hub.StartAsync([ConnectedShop.Site], folder, clock);
        await new PublishedLog(hub.Client).FillAsync(Records);
        // With a clock so far ahead of its first run the hub itself removes nothing; the test runs each transaction.
        await Eventually.Async(() => Task.FromResult(CountIn(folder, "engine_clock")), count => count == 1);
        clock.Advance(TimeSpan.FromDays(400));
        var (lost, kept) = (0, 0);
        using (var writes = new WalWrites(folder))
        {
            Assert.Equal(Records, await RunAsync(hub));
            foreach (var (number, copy) in writes.Copies().Index())
            {
                using (copy)
                {
                    var left = CountIn(copy, "consent");
                    Assert.True(left is 0 or Records, $"{left} records are left after {number} writes.");
                    (lost, kept) = left > 0 ? (lost + 1, kept) : (lost, kept + 1);
                    // A hub is started on some of the copies without the removal, and on all with it.
                    if (left == 0 || number % 6 == 0)
                        await FinishAsync(copy, left);
                }
            }
        }

        await hub.StopAsync();
        Assert.True(lost > 6 && kept > 0, $"{lost} copies without and {kept} with the removal.");
    }

    private async Task FinishAsync(TestFolder copy, long left)
    {
        var next = await Hub.StartAsync([ConnectedShop.Site], copy, clock);
        Assert.Equal(left, await RunAsync(next));
        await next.StopAsync();
        using var data = new StoredData(copy.Database);
        data.AssertSound();
        Assert.Equal((0, 1, 1), (data.Count("consent"), data.Count("removal"), data.Ask<long>("SELECT count(*) FROM audit WHERE action = 'records.retention'")));
        (await Cli.RunAsync(copy, ["verify", "database"])).Ended(0);
    }

    /// <summary>Runs transactions until nothing is due.</summary>
    private async Task<int> RunAsync(Hub hub)
    {
        var rules = (await hub.Services.GetRequiredService<RetentionPromises>().FindAsync("shop", CancellationToken.None))!;
        var removed = 0;
        RetentionSlice slice;
        do
        {
            slice = await hub.Services.GetRequiredService<IRetentionStore>().RunAsync(rules, clock.GetUtcNow(), CancellationToken.None);
            removed += slice.Removed;
        }
        while (slice.Next <= clock.GetUtcNow());

        return removed;
    }

    private static long CountIn(TestFolder folder, string table)
    {
        using var data = new StoredData(folder.Database);
        return data.Count(table);
    }
}
