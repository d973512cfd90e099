using System.Security.Cryptography;
using ConsentHub.Sqlite.Database;
using ConsentHub.Stores;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Faults;

public sealed class RefusedStartTests : IDisposable
{
    private const int NotStarted = 3;

    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();

    public RefusedStartTests() => folder.WriteSite(TestSite.Minimal("shop"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_read_only_data_folder_stops_the_start_with_its_path_and_the_cure()
    {
        var (launcher, data) = SmallDisk.ReadOnlyFolder(folder);

        var (exit, output) = await HubProcess.RefusedAsync(folder, launcher, ("ConsentHub__Data", data));

        AssertRefused(exit, output, Path.Combine(data, "consenthub.db"), "Set ConsentHub__Data to a folder that this user may write");
    }

    [Fact]
    public async Task A_file_in_place_of_the_data_folder_stops_the_start()
    {
        await File.WriteAllTextAsync(folder.Data, "not a folder");

        var (exit, output) = await HubProcess.RefusedAsync(folder);

        AssertRefused(exit, output, folder.Database, "Set ConsentHub__Data");
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_with_its_key_and_the_cure()
    {
        var (exit, output) = await HubProcess.RefusedAsync(folder, null, ("ConsentHub__RateLimit", "many"));

        AssertRefused(exit, output, "ConsentHub__RateLimit", "whole number");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        SqliteDatabase.Open(folder.Data, clock, [.. SqliteMigrations.All, new Migration(9001, "tomorrow", "CREATE TABLE tomorrow (x)")]);

        var (exit, output) = await HubProcess.RefusedAsync(folder);

        AssertRefused(exit, output, "newer ConsentHub", "9001 'tomorrow'");
    }

    [Fact]
    public void A_database_with_an_edited_migration_is_left_alone()
    {
        SqliteDatabase.Open(folder.Data, clock);
        var edited = new Migration(SqliteMigrations.All[0].Number, SqliteMigrations.All[0].Name, SqliteMigrations.All[0].Sql + "-- edited");

        var refused = Assert.Throws<StartupException>(() => SqliteDatabase.Open(folder.Data, clock, [edited, .. SqliteMigrations.All.Skip(1)]));

        Assert.Contains($"Migration {edited.Number} '{edited.Name}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("install an unmodified release", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE invoices (id)")]
    [InlineData("PRAGMA application_id = 252006673")]
    public async Task A_database_of_another_program_is_refused_and_stays_as_it_is_to_the_byte(string sql)
    {
        Directory.CreateDirectory(folder.Data);
        using (var foreign = new SqliteConnection($"Data Source={folder.Database};Pooling=False"))
            await foreign.ExecuteAsync(sql);
        var before = await File.ReadAllBytesAsync(folder.Database);

        var (exit, output) = await HubProcess.RefusedAsync(folder);

        AssertRefused(exit, output, "is not a ConsentHub database", folder.Database);
        Assert.Equal(before, await File.ReadAllBytesAsync(folder.Database));
    }

    [Fact]
    public async Task A_damaged_database_is_refused_and_stays_as_it_is()
    {
        Directory.CreateDirectory(folder.Data);
        var damaged = RandomNumberGenerator.GetBytes(8192);
        await File.WriteAllBytesAsync(folder.Database, damaged);

        var (exit, output) = await HubProcess.RefusedAsync(folder);

        AssertRefused(exit, output, folder.Database, "damaged or not a database");
        Assert.Equal(damaged, await File.ReadAllBytesAsync(folder.Database));
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_database_as_it_was()
    {
        SqliteDatabase.Open(folder.Data, clock);
        var faulty = new Migration(9001, "half", "CREATE TABLE half (x); INSERT INTO nowhere VALUES (1);");

        Assert.Throws<StartupException>(() => SqliteDatabase.Open(folder.Data, clock, [.. SqliteMigrations.All, faulty]));

        using var connection = SqliteDatabase.Open(folder.Data, clock).OpenReader();
        Assert.Equal(0, connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'half'"));
    }

    private static void AssertRefused(int exit, string output, params string[] said)
    {
        Assert.All(said, words => Assert.Contains(words, output, StringComparison.Ordinal));
        Assert.Equal(NotStarted, exit);
        // One line for the operator, not a stack trace.
        Assert.DoesNotContain("   at ConsentHub", output, StringComparison.Ordinal);
    }
}
