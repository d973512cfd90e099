using ConsentHub.Access;
using ConsentHub.Formats;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Access;

/// <summary>The first key of a new installation, and the configured key when it changes.</summary>
public sealed class FirstKeyTests
{
    private const string Other = "chk_another-admin-key-0123456789abcdefghijklmno";

    [Fact]
    public async Task With_a_terminal_the_first_key_is_shown_at_the_first_start_only()
    {
        using var folder = new TestFolder();
        var first = await PrepareAsync(folder, hasTerminal: true);
        var second = await PrepareAsync(folder, hasTerminal: true);

        Assert.True(ApiKeyText.IsWellFormed(first!.Text));
        Assert.Null(first.File);
        Assert.Null(second);
        Assert.False(File.Exists(Path.Combine(folder.Data, FirstKey.FileName)));
    }

    [Fact]
    public async Task Without_a_terminal_the_first_key_is_in_a_file_of_its_owner_and_never_in_the_output()
    {
        using var folder = new TestFolder();
        string key;
        await using (var hub = await HubProcess.StartAsync(folder, launcher: null, ("ConsentHub__AdminKey", "")))
        {
            var file = Path.Combine(folder.Data, FirstKey.FileName);
            key = (await File.ReadAllTextAsync(file)).Trim();
            using var client = hub.NewClient();
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            await client.GetAsync("/v1/admin/keys").JsonAsync();
            await hub.StopAsync();

            Assert.True(ApiKeyText.IsWellFormed(key));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Contains(file, hub.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("chk_", hub.Output, StringComparison.Ordinal);
        }

        Assert.Single(Directory.GetFiles(folder.Data, FirstKey.FileName + "*"));
    }

    [Fact]
    public async Task A_new_value_of_the_setting_revokes_the_old_key_at_the_next_start()
    {
        using var folder = new TestFolder();
        var hub = await Hub.StartAsync(folder: folder);
        await hub.KeyedClient().GetAsync("/v1/admin/keys").JsonAsync();
        await hub.StopAsync();
        await using var next = await Hub.StartAsync(folder: folder, settings: ("ConsentHub:AdminKey", Other));

        await next.KeyedClient().GetAsync("/v1/admin/keys").RefusedAsync(401, "key_required");
        var trail = (await next.KeyedClient(Other).GetAsync("/v1/admin/audit?action=key.revoke").JsonAsync())["entries"]!.AsArray();
        Assert.Equal(("hub", "key 1, replaced by ConsentHub__AdminKey"), ((string?)Assert.Single(trail)!["actor"], (string?)trail[0]!["detail"]));
    }

    [Fact]
    public async Task A_start_with_a_revoked_key_in_the_setting_reports_it()
    {
        using var folder = new TestFolder();
        var hub = await Hub.StartAsync(folder: folder);
        using (var revoked = await hub.KeyedClient().DeleteAsync("/v1/admin/keys/1"))
            Assert.True(revoked.IsSuccessStatusCode);

        await hub.StopAsync();
        await using var again = await HubProcess.StartAsync(folder);
        await again.StopAsync();

        Assert.Contains("ConsentHub__AdminKey is key 1, which was revoked", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Hub.AdminKey, again.Output, StringComparison.Ordinal);
    }

    private static async Task<MadeKey?> PrepareAsync(TestFolder folder, bool hasTerminal)
    {
        await using var hub = Server.Build(b =>
        {
            b.Configuration["ConsentHub:Data"] = folder.Data;
            b.Configuration["ConsentHub:Sites"] = folder.Sites;
        });
        return await Server.PrepareAsync(hub, hasTerminal, CancellationToken.None);
    }
}
