using System.Net.Sockets;
using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Analysis;

/// <summary>
/// A hub that is killed (<c>kill -9</c>) in the middle of an export, behind each documented proxy. The client sees a
/// broken transfer, and what it received does not verify as an export.
/// </summary>
public sealed class CutExportTests(CutExportTests.LongLog log) : IClassFixture<CutExportTests.LongLog>, IDisposable
{
    private readonly TestFolder work = new();

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData("deploy/nginx.conf", "csv", false, "1.1")]
    [InlineData("deploy/nginx.conf", "ndjson", true, "1.1")]
    [InlineData("deploy/nginx.conf", "csv", true, "2.0")]
    [InlineData("docs/operating.md", "ndjson", false, "1.1")]
    [InlineData("docs/operating.md", "csv", true, "1.1")]
    [InlineData("docs/operating.md", "ndjson", true, "2.0")]
    [InlineData("none", "csv", false, "1.1")]
    public async Task A_hub_that_is_killed_in_the_middle_breaks_the_transfer(string proxy, string format, bool gzip, string version)
    {
        var front = NginxProxy.NewAddress();
        var own = NginxProxy.NewAddress();
        await using var hub = await HubProcess.StartAsync(
            log.Folder, null, ("ASPNETCORE_URLS", own.ToString()), ("ConsentHub__PublicUrl", proxy == "docs/operating.md" ? $"{front}consent" : own.ToString()));
        await using var nginx = proxy switch
        {
            "deploy/nginx.conf" => await NginxProxy.StartAsync(own, own, Listening(version)),
            "docs/operating.md" => await NginxProxy.StartDocumentedAsync(own, front, Listening(version)),
            _ => null,
        };
        using var client = SlowClient(nginx?.Address ?? own);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{(proxy == "docs/operating.md" ? "/consent" : "")}/v1/sites/shop/records/export?format={format}")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "Authorization", "Bearer " + Hub.AdminKey }, { "Accept-Encoding", gzip ? "gzip" : "identity" } },
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((200, version), ((int)answer.StatusCode, answer.Version.ToString()));
        await using var body = await answer.Content.ReadAsStreamAsync();
        var start = new byte[1000];
        await body.ReadExactlyAsync(start);

        await hub.KillAsync();

        using var rest = new MemoryStream();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => body.CopyToAsync(rest));
        Assert.True(error is HttpRequestException or IOException, error.ToString());
        await AssertNoExportAsync(format, [.. start, .. rest.ToArray()]);
    }

    [Fact]
    public async Task A_client_that_uses_http_1_0_to_the_proxy_gets_no_export()
    {
        await using var hub = await HubProcess.StartAsync(log.Folder);
        await using var nginx = await NginxProxy.StartAsync(hub.Address, hub.Address);
        // As another nginx in front does with its default settings.
        await using var outer = await NginxProxy.StartDefaultAsync(nginx.Address);
        foreach (var (address, version) in new[] { (nginx.Address, "1.0"), (outer.Address, "1.1") })
        {
            using var client = SlowClient(address);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sites/shop/records/export")
            {
                Version = Version.Parse(version),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { { "Authorization", "Bearer " + Hub.AdminKey } },
            };
            using var answer = await client.SendAsync(request);

            Assert.Equal(426, (int)answer.StatusCode);
            Assert.Equal("http11_required", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]);
        }
    }

    /// <summary>If nobody noticed the transfer error, the manifest still shows it.</summary>
    private async Task AssertNoExportAsync(string format, byte[] part)
    {
        var file = Path.Combine(work.Root, "export");
        Directory.CreateDirectory(work.Root);
        await File.WriteAllBytesAsync(file, part);
        await File.WriteAllBytesAsync(file + ExportCommand.ManifestEnd, log.Manifests[format]);

        Assert.StartsWith("WRONG  ", (await Cli.RunAsync(work, ["verify", "export", file])).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    /// <summary>The client reads slowly, so nginx has sent little of the export.</summary>
    private static string Listening(string version) => version == "2.0" ? "http2 sndbuf=32k" : "sndbuf=32k";

    /// <summary>The client has a small receive buffer, so that most of an export is still in the hub.</summary>
    private static HttpClient SlowClient(Uri address) => new(new SocketsHttpHandler
    {
        InitialHttp2StreamWindowSize = 65535,
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = address };

    /// <summary>
    /// A log whose export, also compressed, is longer than all buffers between a hub and a client that does not read.
    /// Linux buffers up to 4 MB of a connection.
    /// </summary>
    public sealed class LongLog : IAsyncLifetime
    {
        private const int Records = 12_000;

        internal TestFolder Folder { get; } = new();

        internal Dictionary<string, byte[]> Manifests { get; } = [];

        public async Task InitializeAsync()
        {
            var random = new Random(15);
            var hub = await Hub.StartAsync([TestSite.Minimal("shop") with { Consent = new ConsentRules { RecordPage = true } }], Folder);
            await Parallel.ForAsync(0, Records, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, ct) =>
            {
                string page;
                lock (random)
                    page = string.Concat(Enumerable.Range(0, 255).Select(_ => (char)random.Next(0x4e00, 0x9fff)));

                using var answer = await hub.Client.SendAsync(Choice.Body(Choice.NewVisitorId(), ("page", "/" + page)));
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(ct));
            });
            using var analyst = hub.KeyedClient();
            foreach (var format in (string[])["csv", "ndjson"])
                Manifests[format] = await analyst.GetByteArrayAsync($"/v1/sites/shop/records/export/manifest?format={format}");

            await hub.StopAsync();
        }

        public Task DisposeAsync()
        {
            Folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
