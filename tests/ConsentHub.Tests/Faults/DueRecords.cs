using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Proof;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>A database with records whose promised period is over, as a hub left it that was off since then.</summary>
/// <param name="Due">The positions of the records that must be removed.</param>
/// <param name="Staying">The positions of the others: one part expired a short time ago, the other is an hour old.</param>
internal sealed record DueRecords(IReadOnlyList<long> Due, IReadOnlyList<long> Staying)
{
    /// <remarks>A choice is valid for half a year, and its record is kept for 90 days more.</remarks>
    public static async Task<DueRecords> FillAsync(TestFolder folder, int due, params (string Key, string Value)[] settings)
    {
        var (now, clock) = (TimeProvider.System.GetUtcNow(), new TestClock());
        clock.Set(now.AddDays(-400));
        var hub = await Hub.StartAsync([ConnectedShop.Site], folder, clock, settings);
        // The first duty that recurs is done, so that the next hub adds another.
        using (var admin = hub.KeyedClient())
        {
            var duties = await Eventually.Async(() => admin.DutiesAsync(), found => found.Count == 1);
            await admin.AcknowledgeAsync(duties[0]!).JsonAsync();
        }

        var log = new PublishedLog(hub.Client);
        var gone = await log.FillAsync(due);
        clock.Set(now.AddDays(-200));
        var expired = await log.FillAsync(20);
        clock.Set(now.AddHours(-1));
        var young = await log.FillAsync(20);
        await hub.StopAsync();
        return new DueRecords([.. gone.Select(r => r.Leaf)], [.. expired.Concat(young).Select(r => r.Leaf)]);
    }
}
