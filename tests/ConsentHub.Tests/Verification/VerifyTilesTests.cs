using System.Security.Cryptography;
using ConsentHub.CommandLine;
using Dapper;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify database</c> on the hashes of a log: it names what was changed, misplaced or deleted, and reports no record for that.</summary>
public sealed class VerifyTilesTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Shop = TamperingSql.Shop;

    [Fact]
    public async Task A_replaced_tile_is_one_error_and_no_record_is_reported()
    {
        // Removed entries among the tile's 256 have no record to compare with.
        var run = (await hub.VerifyAsync(db =>
            db.Change($"UPDATE ledger_tile SET hashes = @hashes WHERE site = {Shop} AND level = 0 AND number = 1", new { hashes = RandomNumberGenerator.GetBytes(8192) }))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("tile 0/001 of shop was changed: it matches neither tile 1/000 above nor record", run.Output, StringComparison.Ordinal);
        Assert.Contains("the checkpoint of size 300 of shop can't be compared: tile 0/001 was changed", run.Output, StringComparison.Ordinal);
        Assert.Contains("the checkpoint of size 301 of shop can't be compared", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("3 errors." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_changed_hash_in_a_tile_is_an_error_of_the_tile_and_no_record_is_reported()
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, _) = db.Record();
            var hashes = db.QuerySingle<byte[]>($"SELECT hashes FROM ledger_tile WHERE site = {Shop} AND level = 0 AND number = @number", new { number = leaf / 256 });
            hashes[(leaf % 256 * 32) + 5] ^= 1;
            db.Change($"UPDATE ledger_tile SET hashes = @hashes WHERE site = {Shop} AND level = 0 AND number = @number", new { hashes, number = leaf / 256 });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"tile 0/00{leaf / 256} of shop was changed: its records and tile 1/000 above it agree on other hashes", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM ledger_tile WHERE site = {0} AND level = 0 AND number = 0", "tile 0/000 of shop is missing")]
    [InlineData("DELETE FROM ledger_tile WHERE site = {0} AND level = 0 AND number = 1", "tile 0/001 of shop is missing")]
    [InlineData("DELETE FROM ledger_tile WHERE site = {0} AND level = 0", "tile 0/000 to tile 0/001 of shop are missing")]
    [InlineData("UPDATE ledger_tile SET number = 7 WHERE site = {0} AND number = 1", "tile 0/001 to tile 0/006 of shop are missing")]
    [InlineData("UPDATE ledger_tile SET hashes = zeroblob(8191) WHERE site = {0} AND number = 1", "tile 0/001 of shop has 8191 bytes instead of 8192")]
    [InlineData("UPDATE ledger_tile SET number = 9223372036854775807 WHERE site = {0} AND number = 1", "tile number 9223372036854775807 of level 0 of shop can't be in a log")]
    [InlineData("UPDATE ledger_tile SET level = 2147483647 WHERE site = {0} AND number = 1", "shop has hashes of level 2147483647, which no log can have")]
    [InlineData("INSERT INTO ledger_tile SELECT site, 4294967296, number, hashes FROM ledger_tile WHERE site = {0} AND number = 1", "which no log can have")]
    [InlineData("DELETE FROM ledger_tail WHERE site = {0} AND level = 1", "level 1 of shop has 0 hashes, and a log of 602 entries has 2 there")]
    [InlineData("DELETE FROM ledger_tail WHERE site = {0} AND level = 0", "shop says that its log has 602 entries, but its hashes are those of 512")]
    [InlineData("INSERT INTO ledger_tail (site, level, first, hashes) SELECT {0}, 0, 602, zeroblob(32)", "shop says that its log has 602 entries, but its hashes are those of 603")]
    [InlineData("INSERT INTO ledger_tail (site, level, first, hashes) SELECT {0}, 0, 700, zeroblob(32)", "the tail of level 0 of shop has a row of 32 bytes at 700; the next hash is due at 602")]
    public async Task Hashes_that_are_missing_misplaced_or_too_many_are_named(string sql, string said)
    {
        var run = (await hub.VerifyAsync(db => db.Change(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, Shop)))).Ended(ExitCodes.CheckFailed);

        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_tail_row_is_named_if_a_checkpoint_covers_it()
    {
        var position = 0L;
        var run = (await hub.VerifyAsync(db => position = ReplaceTail(db, "first >= 512"))).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"the hash of position {position} in the tail of shop was changed", run.Output, StringComparison.Ordinal);
        Assert.Contains($"the checkpoint of size {hub.Covered} agree on another hash", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_row_that_no_checkpoint_covers_is_named_with_its_record()
    {
        var position = 0L;
        var run = (await hub.VerifyAsync(db => position = ReplaceTail(db, $"first >= {hub.Covered}"))).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"at position {position} of shop, or its hash, was changed after it was sealed", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upper_hash_that_was_changed_is_named_with_the_tile_below()
    {
        var run = (await hub.VerifyAsync(db =>
        {
            var (first, hashes) = db.QueryFirst<(long, byte[])>($"SELECT first, hashes FROM ledger_tail WHERE site = {Shop} AND level = 1 ORDER BY first");
            hashes[3] ^= 1;
            db.Change($"UPDATE ledger_tail SET hashes = @hashes WHERE site = {Shop} AND level = 1 AND first = @first", new { hashes, first });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains("tile 0/000 of shop and hash 0 of tile 1/000 above it do not match: one of them was changed", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    /// <summary>Changes the first hash of a tail row at whose position there is a record.</summary>
    private static long ReplaceTail(Microsoft.Data.Sqlite.SqliteConnection db, string where)
    {
        var (first, hashes) = db.QueryFirst<(long, byte[])>(
            $"SELECT first, hashes FROM ledger_tail t WHERE site = {Shop} AND level = 0 AND {where} AND EXISTS (SELECT 1 FROM consent c WHERE c.site = t.site AND c.leaf = t.first) ORDER BY first");
        hashes[9] ^= 1;
        db.Change($"UPDATE ledger_tail SET hashes = @hashes WHERE site = {Shop} AND level = 0 AND first = @first", new { hashes, first });
        return first;
    }
}
