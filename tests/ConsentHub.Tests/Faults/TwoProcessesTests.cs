using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

public sealed class TwoProcessesTests
{
    [Fact]
    public async Task Two_hubs_started_at_once_on_one_folder_keep_one_log()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        var hubs = await Task.WhenAll(HubProcess.StartAsync(folder), HubProcess.StartAsync(folder));
        await using var one = hubs[0];
        await using var two = hubs[1];
        using var first = one.NewClient();
        using var second = two.NewClient();

        var sent = Enumerable.Range(0, 200).Select(_ => Choice.Body()).ToList();
        var answers = await Task.WhenAll(sent.SelectMany(body => new[] { StatusAsync(first, body), StatusAsync(second, body) }));

        // Each choice was sent to both: one stored it, the other found it.
        Assert.All(answers.Chunk(2), pair => Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Created], pair.Order()));
        Assert.Equal(0, await one.StopAsync());
        Assert.Equal(0, await two.StopAsync());
        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Equal(sent.Select(b => (string?)b["id"]).Order(), data.Ids().Order());
    }

    [Fact]
    public async Task A_notice_that_one_hub_has_just_published_is_known_at_the_other_at_once()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var one = await HubProcess.StartAsync(folder);
        var empty = Directory.CreateDirectory(Path.Combine(folder.Root, "no-sites")).FullName;
        await using var two = await HubProcess.StartAsync(folder, null, ("ConsentHub__Sites", empty));
        using var first = one.NewClient();
        using var second = two.NewClient();

        folder.WriteSite(TestSite.Minimal("shop") with { Name = "A second notice" });
        await Eventually.Async(async () => (int)(await first.GetFromJsonAsync<JsonNode>("/v1/sites/shop/notice"))!["version"]!, version => version == 2);

        var answer = await second.SendAsync(Choice.Body(null, ("notice", 2))).JsonAsync(201);
        Assert.Equal(2, (int)answer["notice"]!);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var response = await client.PostAsync("/v1/sites/shop/consents", content);
        return response.StatusCode;
    }
}
