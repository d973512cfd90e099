using System.Text;
using ConsentHub.ApiKeys;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Sites;

/// <summary>Sites that the console manages: drafted, checked and published through the API.</summary>
public sealed class DraftTests
{
    private static readonly SiteFile Site = TestSite.Minimal("console-site") with { ManagedBy = ManagedBy.Console };

    [Fact]
    public async Task A_new_site_is_drafted_and_then_published()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();

        var preview = await Put(admin, Site, version: 0).JsonAsync();
        await hub.Client.GetAsync("/v1/sites/console-site/notice").JsonAsync(404);
        var published = await Publish(admin, version: 0).JsonAsync();

        Assert.Equal("published", (string?)preview["outcome"]);
        Assert.Equal(1, (int?)published["version"]);
        Assert.Equal(1, (int?)(await hub.Client.GetAsync("/v1/sites/console-site/notice").JsonAsync())["version"]);
        var state = await admin.GetAsync("/v1/admin/sites/console-site").JsonAsync();
        Assert.Equal("console", (string?)state["published"]!["managedBy"]);
        Assert.Null(state["draft"]);
    }

    [Fact]
    public async Task A_draft_says_beforehand_whether_visitors_would_be_asked_again()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();
        await Put(admin, Site, 0).JsonAsync();
        await Publish(admin, 0).JsonAsync();

        var cosmetic = await Put(admin, Site with { Theme = new Theme { Accent = "#123456" } }, 1).JsonAsync();
        var material = await Put(admin, Site.With("marketing", c => c with { Services = [.. c.Services, TestSite.Service("new_ads")] }), 1).JsonAsync();

        Assert.False((bool?)cosmetic["material"]);
        Assert.True((bool?)material["material"]);
        Assert.Equal("service_added", (string?)material["changes"]![0]!["kind"]);
        Assert.Equal(1, (int?)(await hub.Client.GetAsync("/v1/sites/console-site/notice").JsonAsync())["version"]);
    }

    [Fact]
    public async Task Nobody_publishes_over_a_version_they_have_not_seen()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();
        await Put(admin, Site, 0).JsonAsync();
        await Publish(admin, 0).JsonAsync();

        Assert.Equal("version_moved", (string?)(await Put(admin, Site with { Name = "Other" }, 0).JsonAsync(412))["code"]);
        await Put(admin, Site with { Name = "Other" }, 1).JsonAsync();
        Assert.Equal("version_moved", (string?)(await Publish(admin, 0).JsonAsync(412))["code"]);
        Assert.Equal("if_match_required", (string?)(await Publish(admin, null).JsonAsync(428))["code"]);
        Assert.Equal("invalid_header", (string?)(await Publish(admin, null, "W/\"1\"").JsonAsync(400))["code"]);
    }

    [Fact]
    public async Task A_site_managed_by_a_file_is_not_written_by_the_console_nor_the_reverse()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();
        await Put(admin, Site, 0).JsonAsync();
        await Publish(admin, 0).JsonAsync();

        var refused = await Put(admin, TestSite.Minimal("shop") with { ManagedBy = ManagedBy.Console }, 1, "shop").JsonAsync(409);
        hub.Folder.WriteSite(Site with { ManagedBy = ManagedBy.File, Name = "By file" });
        await hub.FileProblemsAsync(said => said.Contains("--take-over", StringComparison.Ordinal));

        Assert.Equal("managed_by_file", (string?)refused["code"]);
        Assert.Equal(1, (int?)(await hub.Client.GetAsync("/v1/sites/console-site/notice").JsonAsync())["version"]);
    }

    [Fact]
    public async Task Publishing_a_draft_with_managedBy_file_returns_the_site_to_its_file()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();
        await Put(admin, Site, 0).JsonAsync();
        await Publish(admin, 0).JsonAsync();

        await Put(admin, Site with { ManagedBy = ManagedBy.File }, 1).JsonAsync();
        var released = await Publish(admin, 1).JsonAsync();
        hub.Folder.WriteSite(Site with { ManagedBy = ManagedBy.File, Categories = [.. Site.Categories.Reverse()] });
        var notice = await Eventually.Async(
            () => hub.Client.GetAsync("/v1/sites/console-site/notice").JsonAsync(), n => (int?)n["version"] == 2);

        Assert.Equal("settings_changed", (string?)released["outcome"]);
        Assert.Equal(2, (int?)notice["version"]);
    }

    [Fact]
    public async Task Content_of_an_earlier_version_is_published_only_on_request()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();
        await Put(admin, Site, 0).JsonAsync();
        await Publish(admin, 0).JsonAsync();
        await Put(admin, Site with { Categories = [.. Site.Categories.Reverse()] }, 1).JsonAsync();
        await Publish(admin, 1).JsonAsync();
        await Put(admin, Site, 2).JsonAsync();

        var refused = await Publish(admin, 2).JsonAsync(409);
        var again = await Publish(admin, 2, query: "?again=true").JsonAsync();

        Assert.Equal("equal_to_earlier", (string?)refused["code"]);
        Assert.Equal(3, (int?)again["version"]);
    }

    [Fact]
    public async Task A_draft_with_something_undecided_is_saved_and_previewed_and_not_published()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();

        var preview = await Put(admin, Site with { Undecided = ["supervisoryAuthority"] }, 0).JsonAsync();
        var refused = await Publish(admin, 0).JsonAsync(422);

        Assert.Equal("published", (string?)preview["outcome"]);
        Assert.Equal("undecided", (string?)refused["code"]);
        Assert.Contains("supervisoryAuthority", (string?)refused["detail"], StringComparison.Ordinal);
        Assert.NotNull((await admin.GetAsync("/v1/admin/sites/console-site").JsonAsync())["draft"]);
    }

    [Fact]
    public async Task What_is_published_can_be_edited_and_sent_back()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();
        await Put(admin, Site, 0).JsonAsync();
        await Publish(admin, 0).JsonAsync();
        var published = (await admin.GetAsync("/v1/admin/sites/console-site").JsonAsync())["published"]!;

        var same = await Send(admin, HttpMethod.Put, "/v1/admin/sites/console-site", "\"1\"", published.ToJsonString()).JsonAsync();

        Assert.Equal("unchanged", (string?)same["outcome"]);
    }

    [Fact]
    public async Task An_invalid_draft_is_refused_with_the_path_of_each_error_and_not_stored()
    {
        await using var hub = await Hub.StartAsync();
        using var admin = hub.KeyedClient();

        var problem = await Put(admin, Site with { Languages = ["en"], Age = new AgeRule { Threshold = 99 } }, 0).JsonAsync(422);

        Assert.NotNull(problem["errors"]!["age.threshold"]);
        Assert.NotNull(problem["errors"]!["categories[0].name.de"]);
        await admin.GetAsync("/v1/admin/sites/console-site").JsonAsync(404);
    }

    [Fact]
    public async Task Editors_write_their_own_sites_only()
    {
        await using var hub = await Hub.StartAsync();
        using var editor = hub.KeyedClient(await hub.CreateKeyAsync(Role.Editor, "console-site"));
        using var analyst = hub.KeyedClient(await hub.CreateKeyAsync(Role.Analyst));

        await Put(editor, Site, 0).JsonAsync();
        await Put(editor, Site with { Key = "other" }, 0, "other").JsonAsync(403);
        await Put(analyst, Site, 0).JsonAsync(403);
    }

    [Fact]
    public async Task A_draft_with_a_byte_order_mark_can_be_read_again()
    {
        await using var hub = await Hub.StartAsync();
        using var client = hub.KeyedClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/admin/sites/console-site")
        {
            Content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(TestSite.Json(TestSite.Minimal("console-site") with { ManagedBy = ManagedBy.Console }))]),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        await client.SendAsync(request).JsonAsync();

        Assert.Equal("console-site", (string?)(await client.GetAsync("/v1/admin/sites/console-site").JsonAsync())["draft"]!["key"]);
    }

    private static Task<HttpResponseMessage> Put(HttpClient client, SiteFile site, int version, string key = "console-site") =>
        Send(client, HttpMethod.Put, $"/v1/admin/sites/{key}", $"\"{version}\"", TestSite.Json(site));

    private static Task<HttpResponseMessage> Publish(HttpClient client, int? version, string? match = null, string query = "") =>
        Send(client, HttpMethod.Post, $"/v1/admin/sites/console-site/publish{query}", match ?? (version is null ? null : $"\"{version}\""), null);

    private static Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, string? match, string? body)
    {
        var request = new HttpRequestMessage(method, path);
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        return client.SendAsync(request);
    }
}
