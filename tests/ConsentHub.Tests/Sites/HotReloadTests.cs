using ConsentHub.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Sites;

/// <summary>Site files that change while the hub runs.</summary>
public sealed class HotReloadTests
{
    private static string FileOf(Hub hub) => Path.Combine(hub.Folder.Sites, "shop.json");

    [Fact]
    public async Task An_edited_file_is_the_next_version_within_moments()
    {
        await using var hub = await Hub.StartAsync();

        await hub.PublishAsync(TestSite.Minimal("shop") with { Name = "A better name" }, version: 2);
        await hub.PublishAsync(TestSite.Minimal("shop") with { Name = "The best name" }, version: 3);

        var list = await hub.Client.GetAsync("/v1/sites/shop/notices").JsonAsync();
        Assert.Equal([1, 2, 3], list["versions"]!.AsArray().Select(v => (int)v!["version"]!));
    }

    [Fact]
    public async Task A_new_file_is_a_new_site()
    {
        await using var hub = await Hub.StartAsync();
        hub.Folder.WriteSite(TestSite.Minimal("blog"));

        await Eventually.Async(async () => (int)(await hub.Client.GetAsync("/v1/sites/blog/notice")).StatusCode, status => status == 200);
    }

    [Fact]
    public async Task Only_the_site_that_was_changed_is_read_again()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")]);
        var sites = hub.Services.GetRequiredService<SiteDirectory>();
        var blog = sites.FindLoaded("blog");

        await hub.PublishAsync(TestSite.Minimal("shop") with { Name = "A better name" }, version: 2);

        Assert.Same(blog, sites.FindLoaded("blog"));
        Assert.Equal(2, sites.Count);
    }

    [Fact]
    public async Task A_broken_file_changes_nothing_and_health_names_file_path_and_reason()
    {
        await using var hub = await Hub.StartAsync();
        var broken = TestSite.Json(TestSite.Minimal("shop") with { Name = "Never seen" }).Replace("\"opt_in\"", "\"opt_maybe\"", StringComparison.Ordinal);
        hub.Folder.WriteSite("shop", broken);

        var told = await hub.FileProblemsAsync(said => said.Contains("regions[0].model", StringComparison.Ordinal));

        Assert.Contains("shop.json", told, StringComparison.Ordinal);
        Assert.Contains("opt_in", told, StringComparison.Ordinal);
        Assert.DoesNotContain(hub.Folder.Root, told, StringComparison.Ordinal);
        Assert.Equal(1, await hub.VersionAsync("shop"));
        await hub.Client.SendAsync(Choice.AcceptAll()).JsonAsync(201);

        await hub.PublishAsync(TestSite.Minimal("shop") with { Name = "Corrected" }, version: 2);
        await hub.FileProblemsAsync(said => said == "[]");
    }

    [Fact]
    public async Task A_file_that_is_no_json_at_all_changes_nothing()
    {
        await using var hub = await Hub.StartAsync();
        hub.Folder.WriteSite("shop", "{");

        Assert.Contains("shop.json", await hub.FileProblemsAsync(said => said.Contains("line 1", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(1, await hub.VersionAsync("shop"));
    }

    [Fact]
    public async Task Content_equal_to_an_earlier_version_is_published_only_on_request()
    {
        await using var hub = await Hub.StartAsync();
        await hub.PublishAsync(TestSite.Minimal("shop") with { Name = "Second" }, version: 2);

        hub.Folder.WriteSite(TestSite.Minimal("shop"));

        Assert.Contains("version 1", await hub.FileProblemsAsync(said => said.Contains("--again", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(2, await hub.VersionAsync("shop"));
        await hub.PublishAsync(TestSite.Minimal("shop") with { Name = "Third" }, version: 3);
        await hub.FileProblemsAsync(said => said == "[]");
    }

    [Fact]
    public async Task New_origins_apply_without_a_new_version()
    {
        await using var hub = await Hub.StartAsync();
        hub.Folder.WriteSite(TestSite.Minimal("shop") with { Origins = ["https://moved.example"] });

        await Eventually.Async(async () => (int)(await PostAsync(hub, "https://moved.example")).StatusCode, status => status == 201);
        Assert.Equal(403, (int)(await PostAsync(hub, "https://shop.example")).StatusCode);
        Assert.Equal(1, await hub.VersionAsync("shop"));
    }

    [Fact]
    public async Task A_site_whose_file_is_deleted_stays_published_also_after_a_restart()
    {
        var hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")]);
        var folder = hub.Folder;
        File.Delete(FileOf(hub));
        await hub.StopAsync();

        await using var again = await Hub.StartAsync(folder: folder);

        await again.Client.SendAsync(Choice.AcceptAll()).JsonAsync(201);
    }

    private static Task<HttpResponseMessage> PostAsync(Hub hub, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sites/shop/consents") { Content = new StringContent(Choice.Body().ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("Origin", origin);
        return hub.Client.SendAsync(request);
    }
}
