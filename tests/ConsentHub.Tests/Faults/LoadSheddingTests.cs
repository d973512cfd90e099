using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>
/// Runs alone: its thousands of calls keep this process's threads busy, and so would delay the hubs of other tests in
/// this process.
/// </summary>
[CollectionDefinition(nameof(LoadSheddingTests), DisableParallelization = true)]
[Collection(nameof(LoadSheddingTests))]
public sealed class LoadSheddingTests
{
    /// <summary>Far more requests than the hub lets wait for a processor.</summary>
    private const int Callers = 3000;

    [Fact]
    public async Task More_requests_than_can_be_read_in_time_are_refused_with_a_time_to_wait_and_nothing_is_lost_or_duplicated()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using (var hub = await HubProcess.StartAsync(folder))
        {
            using var client = await ConnectedAsync(hub.Address);
            var choices = Enumerable.Range(0, Callers).Select(_ => Choice.Body()).ToList();

            // All of these requests are waiting when the hub continues.
            var sent = 0;
            hub.Pause();
            var calls = choices.ConvertAll(choice => client.PostAsync("/v1/sites/shop/consents", new TellingContent(choice, () => Interlocked.Increment(ref sent))));
            await Eventually.Async(() => Task.FromResult(Volatile.Read(ref sent)), count => count == Callers);
            hub.Resume();

            var refused = new List<JsonObject>();
            var unread = 0;
            foreach (var (choice, call) in choices.Zip(calls))
            {
                using var response = await call;
                if (response.StatusCode == HttpStatusCode.Created)
                    continue;

                var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (response.StatusCode, (string?)problem["code"]));
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
                Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
                refused.Add(choice);
                // The others were read, and the store was full.
                unread += ((string)problem["detail"]!).StartsWith("This server receives more requests", StringComparison.Ordinal) ? 1 : 0;
            }

            Assert.InRange(unread, 1, Callers - 1);
            foreach (var choice in refused)
                await client.SendAsync(choice).JsonAsync(201);

            Assert.Equal(0, await hub.StopAsync());
        }

        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Equal(Callers, data.Ids().Count);
    }

    /// <summary>A client whose connections are already open, because a stopped hub accepts none.</summary>
    private static async Task<HttpClient> ConnectedAsync(Uri address)
    {
        var open = new ConcurrentBag<Socket>();
        for (var i = 0; i < Callers; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address.Host, address.Port);
            open.Add(socket);
        }

        return new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (_, ct) =>
            {
                if (open.TryTake(out var socket))
                    return new NetworkStream(socket, ownsSocket: true);

                var another = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await another.ConnectAsync(address.Host, address.Port, ct);
                return new NetworkStream(another, ownsSocket: true);
            },
        })
        { BaseAddress = address };
    }

    /// <summary>Completes when the request has been sent.</summary>
    private sealed class TellingContent : ByteArrayContent
    {
        private readonly Action left;

        public TellingContent(JsonObject body, Action left)
            : base(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()))
        {
            this.left = left;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await base.SerializeToStreamAsync(stream, context);
            await stream.FlushAsync();
            left();
        }
    }
}
