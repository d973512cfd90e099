using System.Net;
using ConsentHub.Http;
using ConsentHub.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace ConsentHub.Tests.Hosting;

/// <summary>Which header, from which sender, determines a visitor's region.</summary>
public sealed class ClientRegionTests
{
    [Theory]
    [InlineData("10.1.2.3", "NO", "NO")]
    [InlineData("::ffff:10.1.2.3", "NO", "NO")]
    [InlineData("2001:db8::7", "us-ca", "US-CA")]
    [InlineData("127.0.0.1", " de ", "DE")]
    [InlineData("::1", "DE", "DE")]
    [InlineData("203.0.113.9", "NO", "ZZ")]
    [InlineData("10.2.0.1", "NO", "ZZ")]
    [InlineData("10.1.2.3", "XX", "ZZ")]
    [InlineData("10.1.2.3", "T1", "ZZ")]
    [InlineData("10.1.2.3", "NO,DE", "ZZ")]
    [InlineData("10.1.2.3", "*", "ZZ")]
    [InlineData("10.1.2.3", "", "ZZ")]
    public void Only_a_known_proxy_names_a_region_and_only_a_real_one(string address, string header, string region)
    {
        Assert.Equal(region, Resolve(("ConsentHub:RegionHeader", "X-Region"), address, header));
    }

    [Fact]
    public void Without_a_configured_header_every_region_is_unknown()
    {
        Assert.Equal("ZZ", Resolve(("ConsentHub:RateLimit", "1"), "127.0.0.1", "NO"));
    }

    private static string Resolve((string Key, string Value) setting, string address, string header)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(setting.Key, setting.Value), new("ConsentHub:KnownProxies", "10.1.0.0/16, 2001:db8::7")]).Build();
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Headers["X-Region"] = header;

        new ClientRegion(HubSettings.Read(configuration)).Resolve(context);

        return ClientRegion.Of(context);
    }
}
