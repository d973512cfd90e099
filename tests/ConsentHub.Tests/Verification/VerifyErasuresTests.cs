using ConsentHub.CommandLine;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Verification;

/// <summary>
/// <c>verify database</c> on erasures and the ids of erased records: it names a missing row that must exist, but not one
/// that may be gone.
/// </summary>
public sealed class VerifyErasuresTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(100, null, ExitCodes.Done)]
    [InlineData(100, "DELETE FROM erased_id WHERE id = (SELECT min(id) FROM erased_id)", ExitCodes.Done)]
    [InlineData(100, "DELETE FROM erased_id", ExitCodes.Done)]
    [InlineData(100, "UPDATE erased_id SET until = until + 1 WHERE id = (SELECT min(id) FROM erased_id)", ExitCodes.CheckFailed)]
    [InlineData(100, "INSERT INTO erased_id SELECT site, randomblob(16), until, leaf FROM erased_id LIMIT 1", ExitCodes.CheckFailed)]
    [InlineData(80, null, ExitCodes.Done)]
    [InlineData(80, "DELETE FROM erased_id WHERE id = (SELECT min(id) FROM erased_id)", ExitCodes.CheckFailed)]
    [InlineData(80, "DELETE FROM erased_id", ExitCodes.CheckFailed)]
    public async Task Erased_ids_may_be_gone_after_their_date_and_not_before(int daysAgo, string? sql, int ends)
    {
        var clock = new TestClock();
        clock.Set(TimeProvider.System.GetUtcNow().AddDays(-daysAgo));
        var visitor = Choice.NewVisitorId();
        var hub = await Hub.StartAsync(folder: folder, clock: clock);
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        await EraseAsync(hub, visitor);
        await hub.StopAsync();
        if (sql is not null)
            folder.Change(sql);

        var run = (await Cli.RunAsync(folder, ["verify", "database"])).Ended(ends);

        Assert.Equal(
            ends == ExitCodes.CheckFailed,
            run.Output.Contains("the erased ids of the removal at position 2 of shop, or their date, differ from their entry in the audit trail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erasure_repeated_in_a_restored_copy_is_no_error()
    {
        var visitor = Choice.NewVisitorId();
        var hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await hub.StopAsync();
        var older = await File.ReadAllBytesAsync(folder.Database);
        hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await EraseAsync(hub, visitor);
        await hub.StopAsync();

        await File.WriteAllBytesAsync(folder.Database, older);
        hub = await Hub.StartAsync(folder: folder);
        await hub.StopAsync();

        Assert.Contains(
            "shop: 2 positions: 0 records, 1 removal, 1 removed", (await Cli.RunAsync(folder, ["verify", "database"])).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
        folder.Change("DELETE FROM erased_id");
        (await Cli.RunAsync(folder, ["verify", "database"])).Ended(ExitCodes.CheckFailed);
    }

    private static async Task EraseAsync(Hub hub, string visitor) =>
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();
}
