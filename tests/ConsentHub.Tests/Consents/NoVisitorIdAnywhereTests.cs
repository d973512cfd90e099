using System.Buffers.Text;
using System.Text;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>Only the visitor knows the visitor id: a byte search over everything that the hub wrote and sent finds none.</summary>
public sealed class NoVisitorIdAnywhereTests
{
    private const string Address = "198.51.100.77";
    private const string Agent = "Testbrowser/77.1 (nobody-else)";

    [Fact]
    public async Task No_response_log_line_or_file_contains_a_visitor_id_an_address_or_a_user_agent()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var hub = await HubProcess.StartAsync(folder);
        var listener = new Listener();
        using var client = new HttpClient(listener) { BaseAddress = hub.Address };
        client.DefaultRequestHeaders.Add("User-Agent", Agent);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", Address);

        var visitors = Enumerable.Range(0, 5).Select(_ => Choice.NewVisitorId()).ToList();
        foreach (var visitor in visitors)
            await UseEverythingAsync(client, visitor);
        await ExportAsync(client, hub.Address);

        // Some of it is in the write-ahead log, and some was checkpointed when the hub stopped, so both are searched.
        var running = FilesOf(folder);
        Assert.Contains("consenthub.db-wal", running.Keys);
        Assert.Equal(0, await hub.StopAsync());
        AssertFree(visitors, running);
        AssertFree(visitors, FilesOf(folder));
        AssertFree(visitors, new() { ["log"] = Encoding.UTF8.GetBytes(hub.Output) });
        AssertFree(visitors, listener.Responses);
        Assert.True(listener.Responses.Count > 60, $"Only {listener.Responses.Count} answers were searched.");
    }

    [Fact]
    public void The_search_finds_an_id_in_every_form()
    {
        var id = Choice.NewVisitorId();
        var bytes = Base64Url.DecodeFromChars(id);
        byte[][] hidden = [Encoding.UTF8.GetBytes($"x{id}y"), [1, .. bytes, 2], Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)), Encoding.Unicode.GetBytes(id)];

        Assert.All(hidden, place => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertFree([id], new() { ["place"] = place })));
    }

    private static async Task UseEverythingAsync(HttpClient client, string visitor)
    {
        var body = Choice.Save(visitor, "analytics");
        (await client.SendAsync(body)).Dispose();
        (await client.SendAsync(body)).Dispose();
        body["lang"] = "de";
        (await client.SendAsync(body)).Dispose();
        (await client.SendAsync(Choice.Body(visitor, ("action", "withdraw")))).Dispose();
        (await client.SendAsync(Choice.Body(visitor, ("lang", "fr"), ("id", visitor)))).Dispose();
        (await client.PostRawAsync("/v1/sites/shop/consents", $"{{\"visitorId\":\"{visitor}\",\"{visitor[..8]}")).Dispose();
        (await client.PostRawAsync("/v1/sites/shop/shown", "{\"notice\":1,\"lang\":\"en\",\"outcome\":\"shown\"}")).Dispose();
        foreach (var path in new[] { "consent", "consent/history", "visitor/export" })
            (await client.SendAsync(HttpMethod.Get, $"/v1/sites/shop/{path}", ("Visitor-Id", visitor))).Dispose();

        using var page = new FormUrlEncodedContent([new("visitorId", visitor)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/preferences/shop") { Content = page };
        request.Headers.Add("Origin", "https://shop.example");
        (await client.SendAsync(request)).Dispose();
        if (visitor[0] % 2 == 0)
            (await client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor))).Dispose();

        (await client.SendAsync(HttpMethod.Delete, "/v1/sites/nobody/visitor", ("Visitor-Id", visitor))).Dispose();
    }

    private static async Task ExportAsync(HttpClient client, Uri address)
    {
        foreach (var path in new[] { "records", "records/export?format=csv", "records/export?format=ndjson", "stats" })
        {
            using var response = await client.SendAsync(HttpMethod.Get, $"/v1/sites/shop/{path}", ("Authorization", $"Bearer {Hub.AdminKey}"));
            Assert.True(response.IsSuccessStatusCode, $"{address}{path} answered {response.StatusCode}.");
        }
    }

    private static Dictionary<string, byte[]> FilesOf(TestFolder folder) =>
        Directory.EnumerateFiles(folder.Data, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);

    private static void AssertFree(IEnumerable<string> visitors, Dictionary<string, byte[]> places)
    {
        Assert.NotEmpty(places);
        var secrets = visitors.SelectMany(Forms).Concat([Encoding.ASCII.GetBytes(Address), Encoding.ASCII.GetBytes(Agent)]).ToList();
        foreach (var (name, bytes) in places)
            Assert.False(secrets.Exists(secret => bytes.AsSpan().IndexOf(secret) >= 0), $"{name} holds what it must not.");
    }

    private static IEnumerable<byte[]> Forms(string visitor)
    {
        var bytes = Base64Url.DecodeFromChars(visitor);
        return
        [
            bytes, Encoding.ASCII.GetBytes(visitor), Encoding.Unicode.GetBytes(visitor), Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)),
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)), Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)[..22]),
        ];
    }

    /// <summary>Collects every response with its headers, except the visitor's own cookies.</summary>
    private sealed class Listener() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        public Dictionary<string, byte[]> Responses { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var headers = string.Join('\n', response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Set-Cookie").Select(h => $"{h.Key}: {string.Join(',', h.Value)}"));
            Responses[$"{request.Method} {request.RequestUri!.PathAndQuery} {Responses.Count}"] = [.. Encoding.UTF8.GetBytes(headers), .. await response.Content.ReadAsByteArrayAsync(cancellationToken)];
            return response;
        }
    }
}
