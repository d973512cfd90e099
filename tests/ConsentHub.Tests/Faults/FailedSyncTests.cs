using ConsentHub.Metrics;
using ConsentHub.Sqlite.Writing;
using ConsentHub.Stores;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

public sealed class FailedSyncTests
{
    [Fact]
    public async Task A_failed_sync_is_reported_to_its_callers_and_stops_later_writes_until_all_is_durable_in_another_way()
    {
        using var folder = new TestFolder();
        var database = Path.Combine(folder.Root, "some.db");
        using var sync = new SqliteWalSync(database, error => new StoreUnavailableException("The disk does not sync.", error), new HubMetrics());

        // There is no log to sync.
        var lost = Committed(1);
        sync.Start([lost]);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => lost.Task);
        Assert.True(sync.HasFailed);
        Assert.Throws<IOException>(sync.Wait);

        await File.WriteAllTextAsync(database + "-wal", "log");
        Assert.Throws<IOException>(sync.Wait);

        sync.ClearFailure();
        sync.Reopen();
        var kept = Committed(2);
        sync.Start([kept]);
        Assert.Equal(2, await kept.Task);
        sync.Wait();
    }

    [Fact]
    public async Task A_log_whose_syncs_sometimes_fail_loses_nothing_that_was_acknowledged()
    {
        using var folder = NewFolder();
        var load = new ChoiceLoad();
        await using (var hub = await HubProcess.StartAsync(folder, Failing(folder.Database + "-wal", "60+40")))
        {
            using var client = hub.NewClient();
            using var enough = new CancellationTokenSource();
            var running = load.RunAsync(client, senders: 8, ["shop"], enough.Token);
            await load.ReachedAsync(1_000);
            await Eventually.Async(() => Task.FromResult(load.Refused.Count), refused => refused > 0);
            await enough.CancelAsync();
            await running;
            Assert.Contains("Writes are not stored", hub.Output, StringComparison.Ordinal);
            await hub.KillAsync();
        }

        Assert.Empty(load.Doubtful);
        await AssertKeptAsync(folder, load.Acknowledged, load.Refused);
    }

    [Fact]
    public async Task A_database_that_does_not_sync_ends_the_hub_and_the_next_start_moves_the_log_again()
    {
        using var folder = NewFolder();
        var load = new ChoiceLoad();
        // strace counts the calls of each thread; the start makes fewer.
        await using (var hub = await HubProcess.StartAsync(folder, Failing(folder.Database, "8+")))
        {
            using var client = hub.NewClient();
            await load.RunAsync(client, senders: 8, ["shop"]);
            Assert.NotEqual(0, await hub.ExitedAsync());
            Assert.Contains("was not synced to disk", hub.Output, StringComparison.Ordinal);
        }

        Assert.NotEmpty(load.Acknowledged);
        await AssertKeptAsync(folder, load.Acknowledged, load.Doubtful);
    }

    private static TestFolder NewFolder()
    {
        var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        return folder;
    }

    /// <summary>Makes the syncs of one file fail from a given call on, with strace. The hub stays a child of this process.</summary>
    private static string[] Failing(string file, string when) =>
        ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-P", file, "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:error=EIO:when={when}"];

    /// <summary>On a working disk everything acknowledged is stored, and what was not acknowledged is stored once after a retry.</summary>
    private static async Task AssertKeptAsync(TestFolder folder, IReadOnlyCollection<SentChoice> acknowledged, IReadOnlyCollection<SentChoice> others)
    {
        await using (var repaired = await HubProcess.StartAsync(folder))
        {
            using var client = repaired.NewClient();
            foreach (var choice in others)
                Assert.True((await client.SendAsync(choice.Body)).IsSuccessStatusCode);

            Assert.Equal(0, await repaired.StopAsync());
        }

        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Equal(acknowledged.Concat(others).Select(c => c.Id).Order(), data.Ids().Order());
    }

    private static SqliteWriteWork<int> Committed(int result)
    {
        var work = new SqliteWriteWork<int>(_ => result);
        work.Execute(null!);
        return work;
    }
}
