using System.Security.Cryptography;
using ConsentHub.CommandLine;
using ConsentHub.Ledger;
using Dapper;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify database</c> on the checkpoints of a log: it names forks, and what was changed, deleted or inserted.</summary>
public sealed class VerifyCheckpointsTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Shop = TamperingSql.Shop;

    [Fact]
    public async Task A_fork_that_the_hubs_own_key_signed_is_found()
    {
        var forked = "";
        var run = (await hub.VerifyAsync(db =>
        {
            using var key = hub.StealKey(db);
            var origin = db.QuerySingle<string>($"SELECT origin FROM ledger_origin WHERE site = {Shop}");
            db.AddCheckpoint(new Checkpoint(origin, 400, TreeHash.OfLeaf("another log"u8)), key);
            forked = origin;
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"the log of shop was rewritten or forked: the signed checkpoint of size 400 ({forked}) has another root", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_roots_for_one_size_are_a_fork_whatever_the_logs_name()
    {
        var run = (await hub.VerifyAsync(db =>
        {
            using var key = hub.StealKey(db);
            var origin = db.QuerySingle<string>($"SELECT origin FROM ledger_origin WHERE site = {Shop}") + "/r1";
            db.Change($"INSERT INTO ledger_origin (site, generation, origin) VALUES ({Shop}, 1, @origin)", new { origin });
            db.AddCheckpoint(new Checkpoint(origin, hub.Covered, TreeHash.OfLeaf("another log"u8)), key);
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"signed two roots for size {hub.Covered}", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("note = replace(note, char(10) || size || char(10), char(10) || (size - 1) || char(10))", "is not signed by a key of this hub, or was changed afterwards")]
    [InlineData("note = 'nothing'", "is not a signed checkpoint")]
    [InlineData("size = 11", "contains the checkpoint of size")]
    [InlineData("origin = 'elsewhere.example/ledger/shop'", "belongs to a log that is not this site's")]
    [InlineData("site = (SELECT number FROM site WHERE key = 'empty')", "belongs to a log that is not this site's")]
    [InlineData("site = 99", "table checkpoint has rows of site number 99, which does not exist")]
    public async Task A_checkpoint_that_was_changed_is_named(string change, string said)
    {
        var run = (await hub.VerifyAsync(db => db.Change($"UPDATE checkpoint SET {change} WHERE site = {Shop} AND size = @size", new { size = hub.Covered }))).Ended(ExitCodes.CheckFailed);

        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_of_a_key_that_the_hub_never_had_is_not_trusted()
    {
        var run = (await hub.VerifyAsync(db =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            db.Change("UPDATE hub_key SET public = @key WHERE purpose = 'ledger'", new { key = key.ExportSubjectPublicKeyInfo() });
        })).Ended(ExitCodes.CheckFailed);

        Assert.Contains($"the checkpoint of size {hub.Covered} of shop", run.Output, StringComparison.Ordinal);
        Assert.Contains("key 1 of the hub was changed, or was not made by this hub", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM checkpoint WHERE number = 2", "checkpoint number 2 of shop is missing")]
    [InlineData("DELETE FROM checkpoint WHERE number > 2", "checkpoints number 3 to 4 of shop are missing")]
    [InlineData("DELETE FROM checkpoint", "checkpoints number 1 to 4 of shop are missing")]
    [InlineData("DELETE FROM checkpoint; DELETE FROM checkpoint_head", "the signed end of the checkpoints of shop is missing")]
    [InlineData("DELETE FROM checkpoint WHERE number > 2; UPDATE checkpoint_head SET number = 2", "the signed end of the checkpoints of shop was changed, or was not made by this hub")]
    [InlineData("UPDATE checkpoint SET number = number + 10", "checkpoints number 1 to 10 of shop are missing")]
    [InlineData("UPDATE checkpoint SET signed_at = signed_at + 1", "the checkpoints of shop do not lead to their signed end: one was changed, inserted or deleted")]
    [InlineData("INSERT INTO checkpoint SELECT origin, size + 1, site, 5, signed_at, note FROM checkpoint WHERE number = 4", "continue to number 5 after their signed end, number 4")]
    public async Task A_deleted_or_inserted_checkpoint_is_noticed(string sql, string told)
    {
        var run = (await hub.VerifyAsync(db => db.Change(sql))).Ended(ExitCodes.CheckFailed);

        Assert.Contains(told, run.Output, StringComparison.Ordinal);
    }
}
