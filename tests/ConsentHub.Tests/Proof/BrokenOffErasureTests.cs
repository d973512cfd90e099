using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Writing;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Proof;

/// <summary>Erasures that take more than one transaction.</summary>
public sealed class BrokenOffErasureTests
{
    [Fact]
    public async Task Before_it_serves_a_hub_finishes_an_erasure_whose_process_died()
    {
        using var folder = new TestFolder();
        // The clock stands still, so nothing finishes abandoned erasures while the hub runs.
        var clock = new TestClock();
        var hub = await Hub.StartAsync(folder: folder, clock: clock);
        var visitor = Choice.NewVisitorId();
        await FillAsync(hub, visitor, ErasureSlices.AtOnce + 1);
        var services = hub.Services;
        var sealer = await services.GetRequiredService<AuditTrail>().SealerAsync();
        await services.GetRequiredService<SqliteWriter>().RunAsync(session =>
            new SqliteErasure(session, services.GetRequiredService<LedgerOrigins>(), services.GetRequiredService<HubKeys>(), services.GetRequiredService<ErasureJournal>(), sealer)
                .Begin(hub.Site().Number, Pseudonym(visitor), ErasureReason.VisitorRequest, clock.GetUtcNow()));
        await hub.Client.SendAsync(Choice.Body(visitor)).RefusedAsync(503, "busy");
        await hub.StopAsync();

        hub = await Hub.StartAsync(folder: folder, clock: clock);
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await hub.StopAsync();

        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Single(data.Ids());
        Assert.Equal(0, data.Count("erasing"));
    }

    [Fact]
    public async Task Each_part_of_a_large_erasure_has_a_statement_that_verifies()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await FillAsync(hub, visitor, ErasureSlices.AtOnce + 1);

        var answer = await hub.Client.EraseAsync(visitor);

        Assert.Equal(ErasureSlices.AtOnce + 1, (int)answer["records"]!);
        var statements = answer["earlierStatements"]!.AsArray().Append(answer["statement"]).Select(s => s!.AsObject()).ToList();
        foreach (var statement in statements)
            await OwnReceipt.HoldsAsync(hub.Client, statement);
        Assert.Equal([ErasureSlices.AtOnce, 1], statements.Select(s => s["record"]!["leaves"]!.AsArray().Count));
        Assert.Equal((long)answer["leafIndex"]!, (long)statements[^1]["ledger"]!["leafIndex"]!);
    }

    private static Visitor Pseudonym(string visitor) => VisitorId.TryParse(visitor, out var id) ? id.In("shop") : throw new ArgumentException("No visitor id.", nameof(visitor));

    private static async Task FillAsync(Hub hub, string visitor, int count)
    {
        var store = hub.Services.GetRequiredService<IConsentStore>();
        var drafts = Enumerable.Range(0, count).Select(i => Draft.Of(hub.Site().Number, Pseudonym(visitor)) with { Elapsed = TimeSpan.FromHours(i) });
        Assert.All(await Task.WhenAll(drafts.Select(store.AppendAsync)), outcome => Assert.IsType<AppendOutcome.Written>(outcome));
    }
}
