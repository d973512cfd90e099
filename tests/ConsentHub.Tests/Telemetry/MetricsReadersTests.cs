using System.Net;
using ConsentHub.Settings;
using ConsentHub.Telemetry;
using ConsentHub.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ConsentHub.Tests.Telemetry;

/// <summary>Who may read <c>/metrics</c>.</summary>
public sealed class MetricsReadersTests
{
    [Theory]
    [InlineData("127.0.0.1", "", true)]
    [InlineData("::1", "", true)]
    [InlineData("::ffff:127.0.0.1", "", true)]
    [InlineData("10.1.2.3", "", false)]
    [InlineData("10.1.2.3", "10.1.0.0/16", true)]
    [InlineData("::ffff:10.1.2.3", "10.1.0.0/16", true)]
    [InlineData("10.2.2.3", "10.1.0.0/16", false)]
    [InlineData("2001:db8::5", "10.1.0.0/16, 2001:db8::/32", true)]
    public void A_scraper_reads_from_this_machine_and_from_the_networks_of_the_setting(string address, string readers, bool may)
    {
        var request = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

        Assert.Equal(may, MetricsEndpoint.MayRead(request, Settings(readers)));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-Proto")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Real-IP")]
    [InlineData("Forwarded")]
    [InlineData("Via")]
    public void A_request_through_a_proxy_gets_no_metrics(string header)
    {
        var request = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback } };
        request.Request.Headers[header] = "1";

        Assert.False(MetricsEndpoint.MayRead(request, Settings("")));
    }

    [Fact]
    public async Task Behind_the_documented_proxy_the_address_does_not_exist()
    {
        await using var hub = await Hub.StartAsync();
        await using var proxy = await NginxProxy.StartAsync(hub.Address, hub.Address);
        using var client = proxy.NewClient();

        Assert.Equal(HttpStatusCode.OK, (await hub.Client.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
    }

    private static HubSettings Settings(string readers) => HubSettings.Read(new Microsoft.Extensions.Configuration.ConfigurationManager { ["ConsentHub:MetricsReaders"] = readers });
}
