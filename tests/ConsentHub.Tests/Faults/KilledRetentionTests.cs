using System.Text.Json;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary><c>kill -9</c> between two transactions of a run that removes due records.</summary>
public sealed class KilledRetentionTests
{
    [Fact]
    public async Task Each_due_record_is_removed_once_however_often_the_run_is_killed()
    {
        using var folder = new TestFolder();
        var records = await DueRecords.FillAsync(folder, due: 530);
        // The hub was off for more than 35 days.
        (await Cli.RunAsync(folder, ["promises", "resume"])).Ended(0);

        for (var removals = 1; removals <= 2; removals++)
        {
            Change(folder, $"CREATE TRIGGER no_more BEFORE INSERT ON removal WHEN (SELECT count(*) FROM removal) = {removals} BEGIN SELECT RAISE(ABORT, 'no more'); END");
            await using var hub = await HubProcess.StartAsync(folder);
            await Eventually.Async(() => Task.FromResult(RemovalsIn(folder).Count), count => count == removals);
            await hub.KillAsync();

            Assert.Equal(removals, RemovalsIn(folder).Count);
            Change(folder, "DROP TRIGGER no_more");
            (await Cli.RunAsync(folder, ["verify", "database"])).Ended(0);
        }

        await using var last = await HubProcess.StartAsync(folder);
        await Eventually.Async(() => Task.FromResult(LeavesIn(folder).Length), count => count <= records.Staying.Count);
        Assert.Equal(0, await last.StopAsync());

        Assert.Equal(records.Due, RemovalsIn(folder).SelectMany(leaves => leaves).Order());
        Assert.Equal(records.Staying, LeavesIn(folder));
        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Equal(RemovalsIn(folder).Count, data.Ask<int>("SELECT count(*) FROM audit WHERE action = 'records.retention'"));
        (await Cli.RunAsync(folder, ["verify", "database"])).Ended(0);
    }

    private static void Change(TestFolder folder, string sql)
    {
        using var data = new StoredData(folder.Database);
        data.Execute(sql);
    }

    /// <summary>The positions that each removal names.</summary>
    private static List<long[]> RemovalsIn(TestFolder folder)
    {
        using var data = new StoredData(folder.Database);
        return [.. JsonSerializer.Deserialize<string[]>(data.Ask<string>("SELECT json_group_array(leaves) FROM removal"))!.Select(leaves => JsonSerializer.Deserialize<long[]>(leaves)!)];
    }

    private static long[] LeavesIn(TestFolder folder)
    {
        using var data = new StoredData(folder.Database);
        return JsonSerializer.Deserialize<long[]>(data.Ask<string>("SELECT json_group_array(leaf) FROM (SELECT leaf FROM consent ORDER BY leaf)"))!;
    }
}
