using System.Net;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>A hub whose PostgreSQL runs out of disk space under load, on the disk of its data or on that of its write-ahead log.</summary>
public sealed class PostgresFullDiskTests : IDisposable
{
    private readonly TestFolder hubFolder = new();

    public void Dispose() => hubFolder.Dispose();

    [Fact]
    public async Task On_the_disk_of_the_data_writes_are_refused_reads_continue_and_more_room_is_enough_to_recover()
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
    public async Task On_the_disk_of_its_log_PostgreSQL_shuts_down_and_once_it_runs_with_room_everything_continues()
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
