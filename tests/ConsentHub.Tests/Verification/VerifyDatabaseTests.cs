using System.Security.Cryptography;
using ConsentHub.CommandLine;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify database</c> as a whole: an unchanged database has no error, and every error is reported without a crash.</summary>
public sealed class VerifyDatabaseTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Shop = TamperingSql.Shop;

    [Fact]
    public async Task An_unchanged_database_verifies_at_every_site()
    {
        var run = (await hub.VerifyAsync()).Ended(ExitCodes.Done);

        Assert.Contains("shop: 602 positions: 585 records, 2 removals, 15 removed; 4 checkpoints; no errors", run.Output, StringComparison.Ordinal);
        Assert.Contains("blog: 41 positions: 39 records, 1 removal, 1 removed; 1 checkpoint; no errors", run.Output, StringComparison.Ordinal);
        Assert.Contains("empty: 0 positions: 0 records, 0 removals, 0 removed; 0 checkpoints; no errors", run.Output, StringComparison.Ordinal);
        Assert.Contains("No errors." + Environment.NewLine, run.Output, StringComparison.Ordinal);
        Assert.Contains("shop [", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_no_master_key_and_changes_no_byte()
    {
        using var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        File.Copy(hub.Folder.Database, copy.Database);
        var before = SHA256.HashData(await File.ReadAllBytesAsync(copy.Database));

        (await Cli.RunAsync(copy, ["verify", "database"])).Ended(ExitCodes.KeyNotGiven);

        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(copy.Database)));
        Assert.DoesNotContain(Directory.EnumerateFiles(copy.Data), f => f.EndsWith(".key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_the_first_thousand_errors_are_only_counted()
    {
        var run = (await hub.VerifyAsync(db => db.Change(
            $"""
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1200)
             INSERT INTO consent SELECT site, 10000 + n, randomblob(16), visitor, recorded_at, decided_at, notice, granted, services, salt, lang, region_shown, region_seen,
                 model, banner, action, source, gpc, previous, page, api_key, day_count FROM n, consent WHERE site = {Shop} AND leaf = @leaf
             """,
            new { leaf = db.Record().Leaf }))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("    and 200 more" + Environment.NewLine, run.Output, StringComparison.Ordinal);
        Assert.Equal(1000, run.Output.Split('\n').Count(l => l.Contains("whose log has 602 entries", StringComparison.Ordinal)));
        Assert.EndsWith("1200 errors." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE notice SET content = x'7b'")]
    [InlineData("PRAGMA foreign_keys = OFF; DELETE FROM notice")]
    public async Task Notices_that_can_not_be_read_are_an_error_and_no_crash(string sql)
    {
        var run = (await hub.VerifyAsync(db => db.Change(sql))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("the sites and notices can't be read", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_reported_as_damaged()
    {
        using var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        var bytes = await File.ReadAllBytesAsync(hub.Folder.Database);
        RandomNumberGenerator.Fill(bytes.AsSpan(bytes.Length / 2, 4096));
        await File.WriteAllBytesAsync(copy.Database, bytes);

        var run = await Cli.RunAsync(copy, ["verify", "database"]);

        Assert.Contains(run.Code, new[] { ExitCodes.CheckFailed, ExitCodes.NotStarted });
        Assert.Contains("damaged", run.Output + run.Error, StringComparison.OrdinalIgnoreCase);
    }
}
