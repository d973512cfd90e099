using ConsentHub.Storage;
using ConsentHub.Storage.Sqlite;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

public sealed class FailedSyncTests
{
    [Fact]
    public async Task A_sync_that_fails_is_told_to_its_callers_and_stops_what_comes_after_until_all_is_durable_otherwise()
    {
        using var folder = new TestFolder();
        var database = Path.Combine(folder.Root, "some.db");
        using var sync = new SqliteWalSync(database, error => new StoreUnavailableException("The disk does not sync.", error));

        // There is no log to sync.
        var lost = Committed(1);
        sync.Start([lost]);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => lost.Task);
        Assert.True(sync.HasFailed);
        Assert.Throws<IOException>(sync.Wait);

        await File.WriteAllTextAsync(database + "-wal", "log");
        Assert.Throws<IOException>(sync.Wait);

        sync.Forgive();
        sync.Reopen();
        var kept = Committed(2);
        sync.Start([kept]);
        Assert.Equal(2, await kept.Task);
        sync.Wait();
    }

    /// <remarks>strace lets a system call fail that no test can make fail otherwise. The hub stays this process's child.</remarks>
    [Fact]
    public async Task A_disk_whose_syncs_fail_now_and_then_loses_nothing_that_was_acknowledged()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        string[] failing = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "--seccomp-bpf", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=60+40"];
        var load = new ChoiceLoad();
        await using (var hub = await HubProcess.StartAsync(folder, failing))
        {
            using var client = hub.NewClient();
            using var enough = new CancellationTokenSource();
            var running = load.RunAsync(client, senders: 8, ["shop"], enough.Token);
            await load.ReachedAsync(1_000);
            await Eventually.Async(() => Task.FromResult(load.Refused.Count), refused => refused > 0);
            await enough.CancelAsync();
            await running;
            Assert.Contains("A write was not stored", hub.Output, StringComparison.Ordinal);
            await hub.KillAsync();
        }

        Assert.Empty(load.Doubtful);
        await using (var repaired = await HubProcess.StartAsync(folder))
        {
            using var client = repaired.NewClient();
            foreach (var choice in load.Refused)
                Assert.True((await client.SendAsync(choice.Body)).IsSuccessStatusCode);

            Assert.Equal(0, await repaired.StopAsync());
        }

        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Equal(load.Acknowledged.Concat(load.Refused).Select(c => c.Id).Order(), data.Ids().Order());
    }

    private static SqliteWriteWork<int> Committed(int result)
    {
        var work = new SqliteWriteWork<int>(_ => result);
        work.Execute(null!);
        return work;
    }
}
