using System.Net.Sockets;
using System.Text;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

public sealed class StopUnderLoadTests
{
    [Fact]
    public async Task A_stop_under_load_responds_to_everything_that_it_stores()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var hub = await HubProcess.StartAsync(folder);
        using var client = hub.NewClient();
        var load = new ChoiceLoad();
        var running = load.RunAsync(client, senders: 32, ["shop"]);
        await load.ReachedAsync(300);

        hub.Terminate();

        await running;
        Assert.Equal(0, await hub.ExitedAsync());
        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Equal(load.Acknowledged.Select(c => c.Id).Order(), data.Ids().Order());
    }

    [Fact]
    public async Task A_stop_waits_for_a_request_that_is_still_arriving()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var hub = await HubProcess.StartAsync(folder);
        var body = Encoding.UTF8.GetBytes(Choice.Body().ToJsonString());
        using var connection = new TcpClient();
        await connection.ConnectAsync(hub.Address.Host, hub.Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/sites/shop/consents HTTP/1.1\r\nHost: {hub.Address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + "Expect: 100-continue\r\n\r\n"));
        // The hub has requested the body, so it has accepted the request.
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());

        hub.Terminate();

        // Longer than command line frameworks by default give a program to stop.
        await Assert.ThrowsAsync<TimeoutException>(() => hub.ExitedAsync().WaitAsync(TimeSpan.FromSeconds(3)));
        await stream.WriteAsync(body);
        Assert.Equal("", await reader.ReadLineAsync());
        Assert.Equal("HTTP/1.1 201 Created", await reader.ReadLineAsync());
        connection.Close();
        Assert.Equal(0, await hub.ExitedAsync());
    }
}
