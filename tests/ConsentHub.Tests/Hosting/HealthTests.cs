using System.Net;
using System.Net.Sockets;
using System.Text;
using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task A_hub_that_can_store_choices_is_ready()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")]);

        Assert.Equal("alive", await hub.Client.GetStringAsync("/health/live"));
        var ready = await hub.Client.GetAsync("/health/ready").JsonAsync();
        Assert.Equal("""{"status":"ready","sites":2,"siteFiles":[]}""", ready.ToJsonString());
    }

    [Fact]
    public async Task A_hub_that_can_store_nothing_reports_why_and_recovers_by_itself()
    {
        await using var hub = await Hub.StartAsync();
        using (var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter())
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");
            var ready = await hub.Client.GetAsync("/health/ready").JsonAsync(503);
            Assert.Equal("unavailable", (string?)ready["status"]);
            Assert.NotEmpty((string)ready["store"]!);
            Assert.Equal("alive", await hub.Client.GetStringAsync("/health/live"));
            await other.ExecuteAsync("ROLLBACK");
        }

        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await hub.Client.GetAsync("/health/ready").JsonAsync();
    }

    [Fact]
    public async Task A_plain_check_of_a_load_balancer_over_HTTP_1_0_without_a_host_gets_a_response()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:PublicUrl", "https://www.shop.example/consent"));
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, hub.Address.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync("GET /health/ready HTTP/1.0\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);

        Assert.StartsWith("HTTP/1.1 200 ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
