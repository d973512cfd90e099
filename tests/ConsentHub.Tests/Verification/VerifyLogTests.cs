using ConsentHub.CommandLine;
using ConsentHub.Ledger;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify log</c> against running hubs: one log as it grows, and every way in which it can become another log.</summary>
public sealed class VerifyLogTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder work = new();
    private TestFolder data = new();
    private Hub hub = null!;

    private string Saved => Path.Combine(work.Root, "checkpoint");

    private string Key => Path.Combine(work.Root, "key");

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync(folder: data);
        await GrowAsync(20);
        await File.WriteAllTextAsync(Key, await hub.Client.GetStringAsync("/ledger/shop/key"));
    }

    public async Task DisposeAsync() => await hub.StopAsync();

    public void Dispose()
    {
        data.Dispose();
        work.Dispose();
    }

    [Fact]
    public async Task A_log_that_grew_is_the_same_log()
    {
        var first = (await RunAsync()).Ended(ExitCodes.Done);
        Assert.Contains("has 20 entries, signed, and its tiles match.", first.Output, StringComparison.Ordinal);
        Assert.StartsWith("consenthub.invalid/", await File.ReadAllTextAsync(Saved), StringComparison.Ordinal);

        var same = (await RunAsync()).Ended(ExitCodes.Done);
        Assert.Contains("has 20 entries as before, and none was changed.", same.Output, StringComparison.Ordinal);

        await GrowAsync(280);
        var grown = (await RunAsync()).Ended(ExitCodes.Done);
        Assert.Contains("grew from 20 to 300 entries and no earlier entry was changed.", grown.Output, StringComparison.Ordinal);
        Assert.Contains("\n300\n", await File.ReadAllTextAsync(Saved), StringComparison.Ordinal);

        await GrowAsync(230);
        (await RunAsync()).Ended(ExitCodes.Done);
    }

    [Fact]
    public async Task Without_a_key_it_says_that_the_key_came_from_the_log_itself()
    {
        var run = (await Cli.RunAsync(work, ["verify", "log", Address()])).Ended(ExitCodes.KeyNotGiven);

        Assert.Contains("the key came from the log itself", run.Output, StringComparison.Ordinal);
        Assert.Contains((await File.ReadAllTextAsync(Key)).Trim(), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_forked_is_found_and_the_saved_checkpoint_stays()
    {
        var copy = await CopyAsync();
        await GrowAsync(5);
        (await RunAsync()).Ended(ExitCodes.Done);
        var saved = await File.ReadAllTextAsync(Saved);

        await GoOnWithAsync(copy);
        await GrowAsync(5);
        Assert.Contains("the log was forked: its 25 entries have another root", (await RunAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);

        await GrowAsync(4);
        Assert.Contains("the log was forked: the entries before entry 25 are not those", (await RunAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
        Assert.Equal(saved, await File.ReadAllTextAsync(Saved));
    }

    [Fact]
    public async Task A_log_that_is_shorter_now_was_cut_off()
    {
        var copy = await CopyAsync();
        await GrowAsync(5);
        (await RunAsync()).Ended(ExitCodes.Done);

        await GoOnWithAsync(copy);

        Assert.Contains("the log was cut off: it had 25 entries and has 20", (await RunAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_log_under_the_address_is_not_taken_for_the_same()
    {
        (await RunAsync()).Ended(ExitCodes.Done);

        await GoOnWithAsync(new TestFolder());
        await GrowAsync(30);
        await File.WriteAllTextAsync(Key, await hub.Client.GetStringAsync("/ledger/shop/key"));

        Assert.Contains("this is another log: its name is", (await RunAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_did_not_sign_is_reported()
    {
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var origin = (await File.ReadAllTextAsync(Key)).Split('+')[0];
        await File.WriteAllTextAsync(Key, VerifierKey.Of(origin, other) + "\n");

        Assert.Contains("is not signed by the given key", (await RunAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_saved_checkpoint_is_reported()
    {
        (await RunAsync()).Ended(ExitCodes.Done);
        await File.WriteAllTextAsync(Saved, (await File.ReadAllTextAsync(Saved)).Replace("\n20\n", "\n19\n", StringComparison.Ordinal));
        Assert.Contains("the saved checkpoint in", (await RunAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Saved, "nothing");
        Assert.Contains("is not a signed checkpoint", (await RunAsync()).Ended(ExitCodes.Usage).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n", "\r\n")]
    [InlineData("\u2014", "\ufeff\u2014")]
    [InlineData("\n20\n", "\n020\n")]
    [InlineData("consenthub", "\ufeffconsenthub")]
    public async Task A_saved_checkpoint_and_a_key_in_any_other_spelling_than_a_logs_are_refused(string before, string after)
    {
        (await RunAsync()).Ended(ExitCodes.Done);
        await RespellAsync(Saved);
        Assert.Contains("is not a signed checkpoint", (await RunAsync()).Ended(ExitCodes.Usage).Error, StringComparison.Ordinal);

        File.Delete(Saved);
        if (!(await File.ReadAllTextAsync(Key)).Contains(before, StringComparison.Ordinal))
            return;

        await RespellAsync(Key);
        Assert.Contains("has a line that is not a verifier key", (await RunAsync()).Ended(ExitCodes.Usage).Error, StringComparison.Ordinal);

        async Task RespellAsync(string file) => await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace(before, after, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_tile_at_the_end_is_found()
    {
        await hub.Client.GetStringAsync("/ledger/shop/checkpoint");
        await TamperAsync("UPDATE ledger_tail SET hashes = randomblob(length(hashes)) WHERE level = 0 AND first = (SELECT min(first) FROM ledger_tail WHERE level = 0)");

        Assert.Contains("the tiles at the end of the log do not match", (await RunAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_tile_in_the_middle_is_named()
    {
        (await RunAsync()).Ended(ExitCodes.Done);
        await GrowAsync(300);
        await hub.Client.GetStringAsync("/ledger/shop/checkpoint");
        await TamperAsync("UPDATE ledger_tile SET hashes = randomblob(8192) WHERE level = 0 AND number = 0");

        Assert.Contains("tile 0/000 does not match tile 1/000 above it", (await RunAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ledger/nowhere", ExitCodes.CheckFailed, "returned 404 instead of 200")]
    [InlineData("/v1/sites/shop/notice", ExitCodes.CheckFailed, "returned 404 instead of 200")]
    public async Task An_address_without_a_log_is_reported(string path, int code, string said) =>
        Assert.Contains(said, (await Cli.RunAsync(work, ["verify", "log", new Uri(hub.Address, path).ToString()])).Ended(code).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("shop")]
    [InlineData("ftp://hub.example/ledger/shop")]
    public async Task An_invalid_address_is_an_error_of_the_arguments(string url) =>
        (await Cli.RunAsync(work, ["verify", "log", url])).Ended(ExitCodes.Usage);

    [Fact]
    public async Task A_hub_that_does_not_respond_is_reported()
    {
        var address = Address();
        await hub.StopAsync();

        Assert.Contains("can't be read", (await Cli.RunAsync(work, ["verify", "log", address])).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
        hub = await Hub.StartAsync(folder: data);
    }

    private string Address() => new Uri(hub.Address, "/ledger/shop").ToString();

    private Task<CliRun> RunAsync() => Cli.RunAsync(work, ["verify", "log", Address(), "--key", Key, "--checkpoint", Saved]);

    private async Task GrowAsync(int records) => await Parallel.ForAsync(0, records, async (_, ct) =>
    {
        using var answer = await hub.Client.SendAsync(Choice.Body());
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(ct));
    });

    /// <summary>A copy of the present data, for a hub with the same key that continues differently.</summary>
    private async Task<TestFolder> CopyAsync()
    {
        await hub.StopAsync();
        var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        foreach (var file in Directory.EnumerateFiles(data.Data))
            File.Copy(file, Path.Combine(copy.Data, Path.GetFileName(file)));
        foreach (var file in Directory.EnumerateFiles(data.Sites))
            File.Copy(file, Path.Combine(copy.Sites, Path.GetFileName(file)));

        hub = await Hub.StartAsync(folder: data);
        return copy;
    }

    private async Task GoOnWithAsync(TestFolder other)
    {
        await hub.StopAsync();
        data.Dispose();
        data = other;
        hub = await Hub.StartAsync(folder: data);
    }

    private async Task TamperAsync(string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = data.Database, Pooling = false }.ToString());
        Assert.Equal(1, await connection.ExecuteAsync(sql));
    }
}
