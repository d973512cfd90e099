using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary><c>kill -9</c> while systems report events and acknowledge duties.</summary>
public sealed class KilledWithDutiesTests
{
    private const int Rounds = 2, Senders = 8;

    [Fact]
    public async Task Every_event_gives_one_duty_and_every_acknowledged_duty_has_one_statement()
    {
        using var folder = new TestFolder();
        folder.WriteSite(ConnectedShop.Site);
        var load = new DutyLoad();
        for (var round = 0; round < Rounds; round++)
        {
            await using var hub = await HubProcess.StartAsync(folder);
            using var admin = hub.NewAdminClient();
            await load.RepeatAsync(admin);
            var running = load.RunAsync(admin, Senders);
            await load.ReachedAsync(load.Acknowledged.Count + 30);
            await hub.KillAsync();
            await running;

            using var crashed = new StoredData(folder.Database);
            crashed.AssertSound();
            var sealedAt = crashed.Rows("duty_statement").ToHashSet();
            Assert.All(load.Acknowledged, duty => Assert.Contains(sealedAt, row => row.Contains(duty.Key.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)));
        }

        await using (var last = await HubProcess.StartAsync(folder))
        {
            using var admin = last.NewAdminClient();
            await load.RepeatAsync(admin);
            Assert.Equal(0, await last.StopAsync());
        }

        using var data = new StoredData(folder.Database);
        data.AssertSound();
        await load.AssertOnceAsync(sql => Task.FromResult(data.Ask<long>(sql)));
        (await Cli.RunAsync(folder, ["verify", "database"])).Ended(0);
    }
}
