using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Receipts;
using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Backups;

/// <summary>A restored backup that was made before a system acknowledged a duty and reported an event.</summary>
public sealed class RestoredDutyTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_duty_is_open_again_under_its_id_until_the_system_acknowledges_it_again_and_later_events_have_to_be_reported_again()
    {
        var hub = await ConnectedShop.StartAsync(clock, folder);
        using var crm = await hub.ConnectorAsync();
        var key = crm.DefaultRequestHeaders.Authorization;
        var (early, late) = (ConnectedShop.Event("early", dataClass: "call_history"), ConnectedShop.Event("late", dataClass: "call_history"));
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await crm.SendEventsAsync(early).JsonAsync();
        var duty = Assert.Single(await crm.DutiesAsync())!;
        var backup = (await Cli.RunAsync(folder, ["backup"])).Ended(0).Output.Trim();
        var first = await crm.AcknowledgeAsync(duty).JsonAsync();
        await crm.SendEventsAsync(late).JsonAsync();
        var document = await hub.Services.GetRequiredService<ReceiptIssuer>().StateAsync(hub.Site(), StatementIn(hub), CancellationToken.None);
        await hub.StopAsync();

        (await Cli.RunAsync(folder, ["restore", backup, "--replace"])).Ended(0);

        hub = await Hub.StartAsync(folder: folder, clock: clock);
        using var again = hub.NewClient();
        again.DefaultRequestHeaders.Authorization = key;
        Assert.Equal(duty.ToJsonString(), Assert.Single(await again.DutiesAsync())!.ToJsonString());
        clock.Advance(TimeSpan.FromDays(31));
        var second = await again.AcknowledgeAsync(duty).JsonAsync();
        Assert.Equal(("kept", "late"), ((string?)first["outcome"], (string?)second["outcome"]));
        Assert.Equal(second.ToJsonString(), (await again.AcknowledgeAsync(duty).JsonAsync()).ToJsonString());
        Assert.Equal("""{"added":1,"known":1,"duties":1}""", (await again.SendEventsAsync(early, late).JsonAsync()).ToJsonString());

        // The first statement was sealed under the log's earlier name.
        await OwnReceipt.HoldsAsync(hub.Client, document);
        await hub.StopAsync();
        using var data = new StoredData(folder.Database);
        data.AssertSound();
        (await Cli.RunAsync(folder, ["verify", "database"])).Ended(0);
    }

    private static DutyStatement StatementIn(Hub hub)
    {
        using var connection = hub.Services.GetRequiredService<SqliteDatabase>().OpenReader();
        var (leaf, salt, body) = connection.QuerySingle<(long, byte[], string)>("SELECT leaf, salt, body FROM duty_statement");
        return new DutyStatement(leaf, LedgerSalt.Read(salt), body);
    }
}
