using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Sites;

/// <summary>If anything kept a changed site file from being noticed or applied, the hub applies it as soon as it can.</summary>
public sealed class UnappliedSiteFileTests
{
    private static readonly SiteFile First = TestSite.Minimal("shop");
    private static readonly SiteFile Second = First with { Name = "Zhop" };

    [Fact]
    public async Task A_file_that_changed_while_the_store_was_locked_is_named_and_then_published()
    {
        await using var hub = await Hub.StartAsync();
        using (var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter())
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");
            hub.Folder.WriteSite(Second);
            var named = await Eventually.Async(() => TextAsync(hub), ready => ready.Contains("tries again", StringComparison.Ordinal));
            Assert.Contains("shop.json", named, StringComparison.Ordinal);
            await other.ExecuteAsync("ROLLBACK");
        }

        await Eventually.Async(() => hub.VersionAsync("shop"), version => version == 2);
        await hub.FileProblemsAsync(problems => problems == "[]");
    }

    [Fact]
    public async Task A_file_behind_links_that_lead_elsewhere_now_is_published()
    {
        var folder = new TestFolder();
        Put("..1", First);
        Directory.CreateSymbolicLink(In("..data"), "..1");
        File.CreateSymbolicLink(In("shop.json"), Path.Combine("..data", "shop.json"));
        await using var hub = await Hub.StartAsync([], folder);
        Assert.Equal(1, await hub.VersionAsync("shop"));

        Put("..2", Second);
        Directory.CreateSymbolicLink(In("..next"), "..2");
        // As Kubernetes updates a volume: one rename changes the target of all links.
        Rename(In("..next"), In("..data"));

        await Eventually.Async(() => hub.VersionAsync("shop"), version => version == 2);

        string In(string name) => Path.Combine(folder.Sites, name);

        void Put(string name, SiteFile site)
        {
            Directory.CreateDirectory(In(name));
            File.WriteAllText(Path.Combine(In(name), "shop.json"), TestSite.Json(site));
        }
    }

    [Fact]
    public async Task A_file_behind_a_broken_link_is_published_once_its_target_exists()
    {
        var folder = new TestFolder();
        var target = Path.Combine(folder.Root, "blog.json");
        File.CreateSymbolicLink(Path.Combine(folder.Sites, "blog.json"), target);
        folder.WriteSite(First);
        await using var hub = await Hub.StartAsync([], folder);

        await File.WriteAllTextAsync(target, TestSite.Json(TestSite.Minimal("blog")));

        await Eventually.Async(() => Task.FromResult(hub.Services.GetRequiredService<SiteDirectory>().Find("blog")), blog => blog is not null);
    }

    [Fact]
    public async Task A_file_of_the_same_size_and_time_is_published()
    {
        await using var hub = await Hub.StartAsync();
        var file = Path.Combine(hub.Folder.Sites, "shop.json");
        var written = File.GetLastWriteTimeUtc(file);
        var changed = File.ReadAllText(file).Replace(First.Name, Swapped(First.Name), StringComparison.Ordinal);
        Assert.Equal(new FileInfo(file).Length, System.Text.Encoding.UTF8.GetByteCount(changed));

        await File.WriteAllTextAsync(file, changed);
        File.SetLastWriteTimeUtc(file, written);

        await Eventually.Async(() => hub.VersionAsync("shop"), version => version == 2);
    }

    [Fact]
    public async Task A_file_that_is_touched_is_checked_again()
    {
        await using var hub = await Hub.StartAsync([First with { ManagedBy = ManagedBy.Console }]);
        await hub.FileProblemsAsync(problems => problems.Contains("managedBy", StringComparison.Ordinal));

        File.SetLastWriteTimeUtc(Path.Combine(hub.Folder.Sites, "shop.json"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await hub.FileProblemsAsync(problems => problems.Contains("managedBy", StringComparison.Ordinal));
        hub.Folder.WriteSite(First);
        await hub.FileProblemsAsync(problems => problems == "[]");
    }

    private static async Task<string> TextAsync(Hub hub)
    {
        using var ready = await hub.Client.GetAsync("/health/ready");
        return await ready.Content.ReadAsStringAsync();
    }

    private static string Swapped(string name) => name[^1] + name[1..^1] + name[0];

    private static void Rename(string from, string to) => System.Diagnostics.Process.Start("mv", ["-T", from, to]).WaitForExit();
}
