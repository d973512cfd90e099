using System.Security.Cryptography;
using ConsentHub.CommandLine;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Verification;

/// <summary>The hub's keys in the database: <c>verify database</c> names every change of them, and no hub starts with changed keys.</summary>
public sealed class VerifyKeysTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Shop = TamperingSql.Shop;

    [Theory]
    [InlineData("UPDATE hub_key SET created_at = created_at + 1 WHERE number = 1", "key 1 of the hub was changed, or was not made by this hub")]
    [InlineData("UPDATE hub_key SET purpose = 'ledger' WHERE number = 2", "key 2 of the hub has a value that the program never writes")]
    [InlineData("UPDATE hub_key SET previous = randomblob(32) WHERE number = 2", "key 2 of the hub does not follow the one before it")]
    [InlineData("UPDATE hub_key SET signature = randomblob(64) WHERE number = 2", "key 2 of the hub was changed, or was not made by this hub")]
    [InlineData("UPDATE hub_key SET wrapped = randomblob(60) WHERE number = 2", "key 2 of the hub can't be decrypted with the master key that decrypts the others")]
    [InlineData("UPDATE hub_key SET number = 3 WHERE number = 2", "key 2 of the hub is missing")]
    [InlineData("UPDATE hub_key SET number = 0 WHERE number = 1", "key 1 of the hub is missing")]
    [InlineData("DELETE FROM hub_key WHERE number = 1", "key 1 of the hub is missing")]
    [InlineData("DELETE FROM hub_key WHERE number = 2", "the key of the erasure journal is missing")]
    [InlineData("DELETE FROM hub_key", "the keys of the hub are missing")]
    [InlineData("INSERT INTO hub_key SELECT 3, purpose, public, created_at, previous, signature, wrapped FROM hub_key WHERE number = 1", "key 3 of the hub does not follow the one before it")]
    public async Task A_changed_chain_of_keys_is_named_and_stops_the_start(string sql, string told)
    {
        var run = (await hub.VerifyAsync(db => db.Change(sql))).Ended(ExitCodes.CheckFailed);
        var refused = await StartAsync(db => db.Change(sql));

        Assert.Contains(told, run.Output, StringComparison.Ordinal);
        Assert.Contains("Restore a backup of the database", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_key_added_after_the_others_is_named_even_without_the_master_key()
    {
        var run = await hub.VerifyAsync(db =>
        {
            using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            db.Change(HubKey.Insert, Own(Rows(db), mine, mine));
            File.Delete(Path.Combine(Path.GetDirectoryName(db.DataSource)!, MasterKey.FileName));
        });

        Assert.Contains("key 3 of the hub was changed, or was not made by this hub", run.Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_only_the_signing_key_vouches_for_does_not_open_and_stops_the_start()
    {
        void Tamper(SqliteConnection db)
        {
            using var stolen = hub.StealKey(db);
            using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            db.Change(HubKey.Insert, Own(Rows(db), mine, stolen));
        }

        Assert.Contains("key 3 of the hub can't be decrypted with the master key", (await hub.VerifyAsync(Tamper)).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
        Assert.Contains("key 3 of the hub can't be decrypted with the master key", await StartAsync(Tamper), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_newest_key_is_noticed_at_the_start_and_by_verify()
    {
        using var copy = hub.Copy();
        (await Cli.RunAsync(copy, ["ledger", "rotate-key"])).Ended(ExitCodes.Done);
        (await Cli.RunAsync(copy, ["verify", "database"])).Ended(ExitCodes.Done);
        copy.Change("DELETE FROM hub_key WHERE number = 3");

        var told = (await Cli.RunAsync(copy, ["verify", "database"])).Ended(ExitCodes.CheckFailed).Output;
        var refused = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: copy));

        Assert.Contains("the signed end of the audit trail was changed, or was not made by this hub", told, StringComparison.Ordinal);
        Assert.Contains("the newest key was removed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_no_command_makes_new_ones_over_a_log()
    {
        using var copy = hub.Copy();
        copy.Change("DELETE FROM hub_key");

        var refused = (await Cli.RunAsync(copy, ["key", "create", "--name", "BI", "--role", "analyst"])).Ended(ExitCodes.NotStarted);

        Assert.Contains("New keys could not verify it, so the hub makes none. Restore a backup of the database.", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_that_somebody_kept_is_the_one_that_counts()
    {
        var key = await KeyAsync();

        Assert.EndsWith("No errors." + Environment.NewLine, (await hub.VerifyAsync(null, "--key", key)).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Contains("No --key was given, so the key came from the database itself", (await hub.VerifyAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_in_which_everything_is_signed_by_another_key_passes_without_the_kept_key_and_fails_with_it()
    {
        using var forged = Forge();
        var key = await KeyAsync();

        (await Cli.RunAsync(forged, ["verify", "database"])).Ended(ExitCodes.KeyNotGiven);
        var told = (await Cli.RunAsync(forged, ["verify", "database", "--key", key])).Ended(ExitCodes.CheckFailed).Output;

        Assert.Contains("signing key 1 of the hub is not among those given with --key", told, StringComparison.Ordinal);
        Assert.Contains("of shop", told, StringComparison.Ordinal);
        File.Copy(Path.Combine(hub.Folder.Data, MasterKey.FileName), Path.Combine(forged.Data, MasterKey.FileName));
        var withMaster = (await Cli.RunAsync(forged, ["verify", "database"])).Ended(ExitCodes.CheckFailed).Output;
        Assert.Contains("no key of the hub can be decrypted with the available master key", withMaster, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: forged));
        Assert.Contains("the keys in the database were replaced", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_key_that_the_database_no_longer_has_is_named()
    {
        var key = await KeyAsync();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var gone = VerifierKey.Of(key.Split('+')[0], other).ToString();

        var told = (await hub.VerifyAsync(null, "--key", key, "--key", gone)).Ended(ExitCodes.CheckFailed).Output;

        Assert.Contains($"{string.Join('+', gone.Split('+')[..2])} given with --key is not in the database", told, StringComparison.Ordinal);
        Assert.EndsWith("1 error." + Environment.NewLine, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_key_is_an_error_of_the_arguments() =>
        Assert.Contains("is neither a verifier key", (await hub.VerifyAsync(null, "--key", "nonsense")).Ended(ExitCodes.Usage).Error, StringComparison.Ordinal);

    private async Task<string> KeyAsync()
    {
        await using var db = new SqliteConnection($"Data Source={hub.Folder.Database};Mode=ReadOnly;Pooling=false");
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(await db.QuerySingleAsync<byte[]>("SELECT public FROM hub_key WHERE number = 1"), out _);
        return VerifierKey.Of(await db.QuerySingleAsync<string>($"SELECT origin FROM ledger_origin WHERE site = {Shop}"), key).ToString();
    }

    private async Task<string> StartAsync(Action<SqliteConnection> tamper)
    {
        using var copy = hub.Copy();
        copy.Change(tamper);
        return (await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: copy))).Message;
    }

    private static List<HubKey> Rows(SqliteConnection db) => db.Query<HubKey>(HubKey.Select).AsList();

    private static HubKey Own(List<HubKey> rows, ECDsa added, ECDsa signer) => KeyChain.Next(
        rows, HubKey.Ledger, added.ExportSubjectPublicKeyInfo(), DateTimeOffset.UnixEpoch, bytes => signer.SignData(bytes, HashAlgorithmName.SHA256), _ => RandomNumberGenerator.GetBytes(150));

    /// <summary>
    /// The database without its master key, with another signing key and everything signed again with it: all that an
    /// attacker can do who only writes the database.
    /// </summary>
    private TestFolder Forge()
    {
        var copy = hub.Copy();
        File.Delete(Path.Combine(copy.Data, MasterKey.FileName));
        using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] Sign(byte[] bytes) => mine.SignData(bytes, HashAlgorithmName.SHA256);
        copy.Change(db =>
        {
            var first = Own([], mine, mine);
            db.Change("DELETE FROM hub_key");
            db.Change(HubKey.Insert, first);
            db.Change(HubKey.Insert, KeyChain.Next([first], HubKey.Journal, null, DateTimeOffset.UnixEpoch, Sign, _ => RandomNumberGenerator.GetBytes(61)));
            Resigning.All(db, mine);
        });
        return copy;
    }
}
