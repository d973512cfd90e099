using System.Text.Json;
using ConsentHub.CommandLine;
using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.Tests.Support;
using ConsentHub.Verification;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify database --checkpoint</c>: a checkpoint kept outside reveals what no database reveals by itself.</summary>
public sealed class VerifyKeptCheckpointTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Shop = TamperingSql.Shop;

    [Fact]
    public async Task A_log_that_only_grew_since_then_verifies()
    {
        using var folder = new TestFolder();

        (await hub.VerifyAsync(null, "--checkpoint", await KeepAsync(folder, 1), "--checkpoint", await KeepAsync(folder, 4))).Ended(ExitCodes.Done);
    }

    [Fact]
    public async Task A_log_that_was_rewritten_with_the_hubs_own_key_is_shown_by_a_kept_checkpoint_alone()
    {
        using var folder = new TestFolder();
        var kept = await KeepAsync(folder, 4);

        (await hub.VerifyAsync(RewriteBlog)).Ended(ExitCodes.Done);
        var told = (await hub.VerifyAsync(RewriteBlog, "--checkpoint", await KeepAsync(folder, 1, "blog"), "--checkpoint", kept)).Ended(ExitCodes.CheckFailed).Output;

        Assert.Contains("the log of blog was rewritten: the kept checkpoint of size 41 has another root", told, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_state_of_the_whole_database_is_shown_by_a_checkpoint_that_is_longer()
    {
        using var folder = new TestFolder();
        var path = Path.Combine(folder.Root, "later.checkpoint");
        await hub.VerifyAsync(db =>
        {
            using var key = hub.StealKey(db);
            var origin = Origin(db, "shop");
            File.WriteAllText(path, SignedNote.Sign(new Checkpoint(origin, 700, TreeHash.OfNothing).Text, origin, key).ToString());
        });

        var told = (await hub.VerifyAsync(null, "--checkpoint", path)).Ended(ExitCodes.CheckFailed).Output;

        Assert.Contains("the log of shop was cut off: the kept checkpoint says 700 entries, the log has 602", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_no_key_of_the_hub_signed_is_an_error()
    {
        using var folder = new TestFolder();
        var path = await KeepAsync(folder, 4);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace($"\n{hub.Covered}\n", "\n400\n", StringComparison.Ordinal));

        Assert.Contains("is not signed by a key of this hub", (await hub.VerifyAsync(null, "--checkpoint", path)).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_the_database_does_not_have_is_an_error()
    {
        using var folder = new TestFolder();
        var path = await KeepAsync(folder, 4);

        var told = (await hub.VerifyAsync(db => db.Change("UPDATE ledger_origin SET origin = origin || 'x'"), "--checkpoint", path)).Ended(ExitCodes.CheckFailed).Output;

        Assert.Contains("the database has no log ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_checkpoint_is_an_error_of_the_arguments()
    {
        using var folder = new TestFolder();
        var path = Path.Combine(folder.Root, "none");

        Assert.Contains("is not a signed checkpoint", (await hub.VerifyAsync(null, "--checkpoint", path)).Ended(ExitCodes.Usage).Error, StringComparison.Ordinal);
    }

    /// <summary>Moves the removal to another time, and recomputes its hash, the checkpoints and their chain with the hub's key.</summary>
    private void RewriteBlog(SqliteConnection db)
    {
        var site = db.QuerySingle<int>("SELECT number FROM site WHERE key = 'blog'");
        var leaves = db.Query<byte[]>("SELECT hashes FROM ledger_tail WHERE site = @site AND level = 0 ORDER BY first", new { site }).SelectMany(h => h.Chunk(TreeHash.Size)).ToList();
        var (leaf, at, reason, positions, salt) = db.QuerySingle<(long, long, int, string, byte[])>("SELECT leaf, at, reason, leaves, salt FROM removal WHERE site = @site", new { site });
        var moved = new Removal(leaf, DateTimeOffset.FromUnixTimeMilliseconds(at + 1), (ErasureReason)reason, JsonSerializer.Deserialize<long[]>(positions)!, LedgerSalt.Read(salt));
        moved.HashFor("blog").CopyTo(leaves[(int)leaf]);
        db.Change("UPDATE removal SET at = at + 1 WHERE site = @site", new { site });
        db.Change("DELETE FROM ledger_tail WHERE site = @site", new { site });
        db.Change("INSERT INTO ledger_tail (site, level, first, hashes) VALUES (@site, 0, 0, @hashes)", new { site, hashes = leaves.SelectMany(l => l).ToArray() });
        using var key = hub.StealKey(db);
        Resigning.Checkpoints(db, key, (of, checkpoint) => of == site ? checkpoint with { Root = Fold(leaves.Take((int)checkpoint.Size)) } : checkpoint);
    }

    private static TreeHash Fold(IEnumerable<byte[]> leaves)
    {
        var fold = new LeafFold();
        foreach (var leaf in leaves)
            fold.Add(TreeHash.Read(leaf));

        return fold.Root();
    }

    private static string Origin(SqliteConnection db, string site) =>
        db.QuerySingle<string>("SELECT origin FROM ledger_origin WHERE site = (SELECT number FROM site WHERE key = @site)", new { site });

    private async Task<string> KeepAsync(TestFolder folder, int number, string site = "shop")
    {
        var path = Path.Combine(folder.Root, $"{site}-{number}.checkpoint");
        await hub.VerifyAsync(db => File.WriteAllText(path, db.QuerySingle<string>(
            "SELECT note FROM checkpoint WHERE site = (SELECT number FROM site WHERE key = @site) AND number = @number", new { site, number })));
        return path;
    }
}
