using ConsentHub.Storage;
using ConsentHub.Storage.Sqlite;
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

    private static SqliteWriteWork<int> Committed(int result)
    {
        var work = new SqliteWriteWork<int>(_ => result);
        work.Execute(null!);
        return work;
    }
}
