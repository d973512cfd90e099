using System.Net;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>A hub whose PostgreSQL runs out of disk under load, where its data lie or where its write-ahead log lies.</summary>
public sealed class PostgresFullDiskTests : IDisposable
{
    private readonly TestFolder hubFolder = new();

    public void Dispose() => hubFolder.Dispose();

    [Fact]
    public async Task Where_the_data_lie_writes_are_refused_reads_go_on_and_room_is_all_it_needs()
    {
        var folder = await ServerProcess.NewFolderAsync("consenthub-postgres-");
        await using var disk = await SmallFolder.MountAsync(folder, megabytes: 96);
        await using var server = await PostgresServer.OnSmallDiskAsync(folder, disk, onlyLog: false);
        await using var run = await FullDiskRun.StartAsync(server, hubFolder);

        await run.FillAsync(disk);

        await run.AssertRefusesAsync("disk is full");
        foreach (var choice in run.Load.Acknowledged.Take(5))
            Assert.Equal(HttpStatusCode.OK, (await run.FindAsync(choice)).StatusCode);

        await disk.GiveSpaceAsync();

        await run.AssertRecoversAsync();
    }

    [Fact]
    public async Task Where_its_log_lies_it_goes_down_itself_and_once_it_is_back_with_room_everything_goes_on()
    {
        var folder = await ServerProcess.NewFolderAsync("consenthub-postgres-");
        await using var disk = await SmallFolder.MountAsync(folder, megabytes: 24);
        await using var server = await PostgresServer.OnSmallDiskAsync(folder, disk, onlyLog: true);
        await using var run = await FullDiskRun.StartAsync(server, hubFolder);

        await run.FillAsync(disk);

        await run.AssertRefusesAsync(reason: "");
        Assert.Contains("PANIC:", server.Log, StringComparison.Ordinal);
        Assert.Contains("No space left on device", server.Log, StringComparison.Ordinal);

        await disk.GiveSpaceAsync();
        await server.RecoverAsync().WaitAsync(ServerProcess.Patience);

        await run.AssertRecoversAsync();
    }
}
