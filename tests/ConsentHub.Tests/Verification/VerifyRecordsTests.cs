using ConsentHub.CommandLine;
using Dapper;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify database</c> on records and removals: it names what was changed, moved, deleted, cut off or restored.</summary>
public sealed class VerifyRecordsTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Shop = TamperingSql.Shop;

    [Theory]
    [InlineData("id", "x'0198c5a07d4e7c3a9f000123456789ab'")]
    [InlineData("id", "cast(id || x'00' AS BLOB)")]
    [InlineData("visitor", "randomblob(16)")]
    [InlineData("visitor", "cast(visitor || x'00' AS BLOB)")]
    [InlineData("recorded_at", "recorded_at + 1")]
    [InlineData("decided_at", "decided_at - 1")]
    [InlineData("decided_at", "9223372036854775807")]
    [InlineData("notice", "notice + 1")]
    [InlineData("notice", "notice + 4294967296")]
    [InlineData("granted", "granted | 8")]
    [InlineData("granted", "granted | (1 << 40)")]
    [InlineData("services", "NULL")]
    [InlineData("services", "x''")]
    [InlineData("services", "cast(substr(services, 3, 2) || substr(services, 1, 2) AS BLOB)")]
    [InlineData("services", "cast(substr(services, 1, 3) AS BLOB)")]
    [InlineData("services", "x'0064'")]
    [InlineData("salt", "randomblob(16)")]
    [InlineData("salt", "cast(salt || x'00' AS BLOB)")]
    [InlineData("lang", "'fr'")]
    [InlineData("lang", "lang || char(0) || 'x'")]
    [InlineData("region_shown", "'NO'")]
    [InlineData("region_seen", "'NO'")]
    [InlineData("model", "1")]
    [InlineData("model", "77")]
    [InlineData("banner", "banner + 1")]
    [InlineData("action", "0")]
    [InlineData("action", "4294967298")]
    [InlineData("source", "1")]
    [InlineData("gpc", "1")]
    [InlineData("gpc", "4")]
    [InlineData("previous", "randomblob(16)")]
    [InlineData("previous", "NULL")]
    [InlineData("page", "page || 'x'")]
    [InlineData("page", "NULL")]
    [InlineData("api_key", "1")]
    [InlineData("api_key", "0")]
    public async Task A_record_that_was_changed_is_named(string column, string value)
    {
        var (leaf, id) = (0L, "");
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, id) = db.Record();
            db.Change($"UPDATE consent SET {column} = {value} WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($" at position {leaf} of shop was changed after it was sealed", run.Output, StringComparison.Ordinal);
        if (column != "id")
            Assert.Contains($"record {id} at position", run.Output, StringComparison.Ordinal);

        Assert.EndsWith("1 error." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_moved_to_another_position_is_named_with_the_one_it_left()
    {
        var (leaf, id) = (0L, "");
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, id) = db.Record();
            db.Change($"UPDATE consent SET leaf = 5000 WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"position {leaf} of shop holds no record and no removal names it", run.Output, StringComparison.Ordinal);
        Assert.Contains($"record {id} is at position 5000 of shop and was sealed at position {leaf}", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 errors." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(SELECT number FROM site WHERE key = 'empty')", "of empty, whose log has 0 entries")]
    [InlineData("99", "table consent has rows of site number 99, which does not exist")]
    public async Task A_record_given_to_another_site_is_found(string site, string said)
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, _) = db.Record();
            db.Change($"UPDATE consent SET site = {site} WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"position {leaf} of shop holds no record", run.Output, StringComparison.Ordinal);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_records_that_were_swapped_are_named_together()
    {
        var (a, b) = ((Leaf: 0L, Id: ""), (Leaf: 0L, Id: ""));
        var run = (await hub.VerifyAsync(db =>
        {
            (a, b) = (db.Record(3), db.Record(70));
            db.Change(
                $"""
                 UPDATE consent SET leaf = -1 WHERE site = {Shop} AND leaf = @a;
                 UPDATE consent SET leaf = @a WHERE site = {Shop} AND leaf = @b;
                 UPDATE consent SET leaf = @b WHERE site = {Shop} AND leaf = -1;
                 """,
                new { a = a.Leaf, b = b.Leaf });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains(
            $"positions {a.Leaf} and {b.Leaf} of shop were swapped: record {b.Id} was sealed at {b.Leaf}, record {a.Id} at {a.Leaf}", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_record_is_noticed()
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, _) = db.Record();
            db.Change($"DELETE FROM consent WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"position {leaf} of shop holds no record and no removal names it", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_deleted_records_are_one_line_for_each_gap()
    {
        var run = (await hub.VerifyAsync(db => db.Change($"DELETE FROM consent WHERE site = {Shop} AND leaf BETWEEN 590 AND 599"))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("positions 590 to 599 of shop hold no record and no removal names them", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_is_found_by_a_larger_checkpoint()
    {
        var run = (await hub.VerifyAsync(db => Cut(db, 520))).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"the log of shop was cut off: a checkpoint says {hub.Covered} entries, the log has 520", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleted_rows_at_the_end_leave_positions_without_a_record_or_removal()
    {
        var run = (await hub.VerifyAsync(db => db.Change($"DELETE FROM consent WHERE site = {Shop} AND leaf >= 595"))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("positions 595 to 601 of shop hold no record", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_that_differs_from_the_number_of_hashes_is_found()
    {
        var run = (await hub.VerifyAsync(db => db.Change("UPDATE site SET next_leaf = 600 WHERE key = 'shop'"))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("shop says that its log has 600 entries, but its hashes are those of 602", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("at = at + 1")]
    [InlineData("reason = 1")]
    [InlineData("reason = 9")]
    [InlineData("salt = randomblob(16)")]
    [InlineData("leaves = json_insert(leaves, '$[#]', 0)")]
    [InlineData("leaves = '[1, 2]'")]
    [InlineData("leaves = 'nothing'")]
    public async Task A_removal_that_was_changed_is_named(string change)
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            leaf = db.QuerySingle<long>($"SELECT min(leaf) FROM removal WHERE site = {Shop}");
            db.Change($"UPDATE removal SET {change} WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"the removal at position {leaf} of shop was changed after it was sealed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_removal_leaves_its_positions_without_a_record_or_removal()
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            leaf = db.QuerySingle<long>($"SELECT min(leaf) FROM removal WHERE site = {Shop}");
            db.Change($"DELETE FROM removal WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"position {leaf} of shop holds no record and no removal names it", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_restored_after_its_removal_is_found()
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            leaf = db.QuerySingle<long>($"SELECT j.value FROM removal, json_each(leaves) j WHERE site = {Shop} LIMIT 1");
            db.Change($"UPDATE consent SET leaf = @leaf WHERE site = {Shop} AND leaf = @other", new { leaf, other = db.Record().Leaf });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"is still at position {leaf} of shop", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Shortens a log as an attacker would who knows the tables: rows, hashes and length, but not the checkpoints.</summary>
    private static void Cut(Microsoft.Data.Sqlite.SqliteConnection db, long length)
    {
        db.Change($"DELETE FROM consent WHERE site = {Shop} AND leaf >= @length", new { length });
        var tail = db.Query<byte[]>($"SELECT hashes FROM ledger_tail WHERE site = {Shop} AND level = 0 ORDER BY first").SelectMany(h => h).ToArray();
        db.Change($"DELETE FROM ledger_tail WHERE site = {Shop} AND level = 0");
        db.Change($"INSERT INTO ledger_tail (site, level, first, hashes) VALUES ({Shop}, 0, 512, @hashes)", new { hashes = tail[..((int)(length - 512) * 32)] });
        db.Change("UPDATE site SET next_leaf = @length WHERE key = 'shop'", new { length });
        db.Execute($"DELETE FROM removal WHERE site = {Shop} AND leaf >= @length", new { length });
    }
}
