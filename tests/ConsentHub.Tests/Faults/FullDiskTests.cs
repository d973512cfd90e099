using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_writes_are_refused_as_a_whole_and_accepted_again_once_there_is_room()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        var disk = await SmallDisk.StartAsync(folder);
        await using var hub = disk.Hub;
        using var client = hub.NewClient();
        var load = new ChoiceLoad();
        using var enough = new CancellationTokenSource();
        var running = load.RunAsync(client, senders: 4, ["shop"], enough.Token);
        await load.ReachedAsync(100);

        await Eventually.Async(
            async () =>
            {
                disk.Fill();
                return (Status: await ReadyAsync(client), load.Refused.Count);
            },
            seen => seen is { Status: HttpStatusCode.ServiceUnavailable, Count: > 0 });
        await enough.CancelAsync();
        await running;

        Assert.Equal((503, "store_unavailable", "5"), await ResponseAsync(client, load.Refused.First()));
        Assert.Contains("Writes are not stored", hub.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", hub.Output, StringComparison.Ordinal);
        using (var read = await GetConsentAsync(client, load.Acknowledged.First()))
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);

        disk.GiveSpace();

        // A client repeats what was refused, as Retry-After says, until the hub has found the room.
        foreach (var choice in load.Refused)
            await Eventually.Async(() => StatusAsync(client, choice), status => status is HttpStatusCode.Created or HttpStatusCode.OK);
        await Eventually.Async(() => ReadyAsync(client), status => status == HttpStatusCode.OK);
        using var data = new StoredData(disk.CopyDatabase());
        data.AssertSound();
        Assert.Equal(load.Acknowledged.Concat(load.Refused).Select(c => c.Id).Order(), data.Ids().Order());
        Assert.Empty(load.Doubtful);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, SentChoice choice)
    {
        using var response = await client.SendAsync(choice.Body);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> ReadyAsync(HttpClient client)
    {
        using var ready = await client.GetAsync("/health/ready");
        return ready.StatusCode;
    }

    private static async Task<(int, string?, string?)> ResponseAsync(HttpClient client, SentChoice choice)
    {
        using var response = await client.SendAsync(choice.Body);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return ((int)response.StatusCode, (string?)problem["code"], response.Headers.RetryAfter?.ToString());
    }

    private static Task<HttpResponseMessage> GetConsentAsync(HttpClient client, SentChoice choice)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sites/shop/consent");
        request.Headers.Add("Visitor-Id", choice.VisitorId);
        return client.SendAsync(request);
    }
}
