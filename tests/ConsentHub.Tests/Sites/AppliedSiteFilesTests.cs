using System.Security.Cryptography;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Sites;

/// <summary>What a hub remembers of its site files from one start to the next.</summary>
public sealed class AppliedSiteFilesTests
{
    private static string FileOf(TestFolder folder) => Path.Combine(folder.Sites, "shop.json");

    private static string ListOf(TestFolder folder) => Path.Combine(folder.Data, AppliedSiteFiles.FileName);

    [Fact]
    public async Task What_was_published_is_known_for_these_bytes_only()
    {
        await using var hub = await Hub.StartAsync();
        var site = hub.Services.GetRequiredService<SiteDirectory>().FindLoaded("shop")!;
        var bytes = await File.ReadAllBytesAsync(FileOf(hub.Folder));

        var list = new AppliedSiteFiles(new HubSettings { Data = hub.Folder.Data });

        Assert.True(list.Contains(site, SHA256.HashData(bytes)));
        Assert.False(list.Contains(site, SHA256.HashData([.. bytes, (byte)'\n'])));
    }

    [Fact]
    public async Task What_was_published_is_not_known_once_the_site_has_other_origins_or_another_version()
    {
        await using var hub = await Hub.StartAsync();
        var first = SHA256.HashData(await File.ReadAllBytesAsync(FileOf(hub.Folder)));
        var sites = hub.Services.GetRequiredService<SiteDirectory>();
        var list = new AppliedSiteFiles(new HubSettings { Data = hub.Folder.Data });
        Assert.True(list.Contains(sites.FindLoaded("shop")!, first));

        hub.Folder.WriteSite(TestSite.Minimal("shop") with { Origins = ["https://moved.example"] });
        await Eventually.Async(() => Task.FromResult(sites.FindLoaded("shop")!.Origins[0]), origin => origin == "https://moved.example");
        Assert.False(list.Contains(sites.FindLoaded("shop")!, first));

        await hub.PublishAsync(TestSite.Minimal("shop") with { Name = "A better name" }, version: 2);
        Assert.False(list.Contains(sites.FindLoaded("shop")!, first));
    }

    [Fact]
    public async Task A_file_edited_while_the_hub_was_down_is_published_at_its_start()
    {
        var folder = await StoppedAsync();
        folder.WriteSite(TestSite.Minimal("shop") with { Name = "A better name" });

        await using var hub = await Hub.StartAsync(folder: folder);

        Assert.Equal(2, await hub.VersionAsync("shop"));
    }

    [Fact]
    public async Task A_start_with_the_same_file_changes_nothing()
    {
        var folder = await StoppedAsync();
        var known = await File.ReadAllTextAsync(ListOf(folder));

        await using var hub = await Hub.StartAsync(folder: folder);

        Assert.Equal(1, await hub.VersionAsync("shop"));
        Assert.Equal(known, await File.ReadAllTextAsync(ListOf(folder)));
        await hub.Client.SendAsync(Choice.AcceptAll()).JsonAsync(201);
    }

    [Fact]
    public async Task A_database_from_before_the_last_version_gets_that_version_again()
    {
        var folder = await StoppedAsync();
        var older = await File.ReadAllBytesAsync(folder.Database);
        folder.WriteSite(TestSite.Minimal("shop") with { Name = "A better name" });
        await (await Hub.StartAsync(folder: folder)).StopAsync();

        await File.WriteAllBytesAsync(folder.Database, older);
        await using var hub = await Hub.StartAsync(folder: folder);

        Assert.Equal(2, await hub.VersionAsync("shop"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no such mark\n\0")]
    public async Task A_list_that_is_lost_or_damaged_is_written_again(string? content)
    {
        var folder = await StoppedAsync();
        var known = await File.ReadAllTextAsync(ListOf(folder));
        File.Delete(ListOf(folder));
        if (content is not null)
            await File.WriteAllTextAsync(ListOf(folder), content);

        await using var hub = await Hub.StartAsync(folder: folder);

        Assert.Equal(1, await hub.VersionAsync("shop"));
        Assert.Equal(known, await File.ReadAllTextAsync(ListOf(folder)));
    }

    /// <summary>The folder of a hub that ran once, with the site <c>shop</c>.</summary>
    private static async Task<TestFolder> StoppedAsync()
    {
        var hub = await Hub.StartAsync();
        await hub.StopAsync();
        return hub.Folder;
    }
}
