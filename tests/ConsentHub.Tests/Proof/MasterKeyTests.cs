using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Proof;

/// <summary>The master key that wraps the hub's keys: a file beside the database, or a setting.</summary>
public sealed class MasterKeyTests : IDisposable
{
    private const string First = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Second = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA";

    private readonly TestFolder folder = new();

    private string KeyFile => Path.Combine(folder.Data, "master.key");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_a_setting_a_file_is_made_that_only_its_owner_reads()
    {
        await (await Hub.StartAsync(folder: folder)).StopAsync();

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.Matches("^[A-Za-z0-9_-]{43}\n$", await File.ReadAllTextAsync(KeyFile));
    }

    [Fact]
    public async Task With_a_setting_no_file_is_made()
    {
        await (await Hub.StartAsync(folder: folder, settings: ("ConsentHub:MasterKey", First))).StopAsync();

        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task Another_master_key_stops_the_start_with_a_message_that_names_the_missing_one()
    {
        await (await Hub.StartAsync(folder: folder, settings: ("ConsentHub:MasterKey", First))).StopAsync();

        var wrong = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: folder, settings: ("ConsentHub:MasterKey", Second)));
        Assert.Contains("ConsentHub__MasterKey does not match", wrong.Message, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: folder));
        Assert.Contains("ConsentHub__MasterKey is not set", none.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task A_setting_added_later_rewraps_the_keys_and_the_file_can_be_deleted()
    {
        await (await Hub.StartAsync(folder: folder)).StopAsync();
        await (await Hub.StartAsync(folder: folder, settings: ("ConsentHub:MasterKey", First))).StopAsync();
        File.Delete(KeyFile);

        await using var hub = await Hub.StartAsync(folder: folder, settings: ("ConsentHub:MasterKey", First));
        await new PublishedLog(hub.Client).FillAsync(1);
        await new PublishedLog(hub.Client).CheckpointAsync();
    }

    [Theory]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A")]
    public async Task An_invalid_master_key_stops_the_start(string key)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: folder, settings: ("ConsentHub:MasterKey", key)));

        Assert.Contains("ConsentHub__MasterKey must be at least 32 random bytes", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
    }
}
