using System.Net;
using System.Net.Sockets;
using System.Text;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

/// <summary>Refusals that no endpoint makes have a body too.</summary>
public sealed class UnroutedRequestTests(HubFixture fixture) : IClassFixture<HubFixture>
{
    private HttpClient Client => fixture.Hub.Client;

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/v1/sites/shop/nothing")]
    [InlineData("/v1/sites")]
    [InlineData("/v2/sites/shop/notice")]
    [InlineData("/demo/nothing.js")]
    public Task An_unknown_address_gets_a_problem(string path) => Client.GetAsync(path).RefusedAsync(404, "not_found");

    [Theory]
    [InlineData("GET", "/v1/sites/nobody/notice")]
    [InlineData("GET", "/v1/sites/nobody/notices")]
    [InlineData("GET", "/v1/sites/nobody/notices/1")]
    [InlineData("GET", "/v1/sites/nobody/consent")]
    [InlineData("GET", "/v1/sites/nobody/consent/history")]
    [InlineData("GET", "/v1/sites/nobody/visitor/export")]
    [InlineData("DELETE", "/v1/sites/nobody/visitor")]
    [InlineData("POST", "/v1/sites/nobody/consents")]
    [InlineData("POST", "/v1/sites/nobody/shown")]
    [InlineData("GET", "/v1/sites/SHOP/notice")]
    [InlineData("GET", "/v1/sites/%2e%2e%2fshop/notice")]
    [InlineData("GET", "/consent.js?site=nobody")]
    public Task An_unknown_site_gets_a_problem_on_every_call(string method, string path) =>
        Client.SendAsync(new HttpMethod(method), path, ("Visitor-Id", Choice.NewVisitorId())).RefusedAsync(404, "unknown_site");

    [Theory]
    [InlineData("GET", "/v1/sites/shop/consents", "POST")]
    [InlineData("PUT", "/v1/sites/shop/consents", "POST")]
    [InlineData("POST", "/v1/sites/shop/consent", "GET")]
    [InlineData("POST", "/v1/sites/shop/notice", "GET")]
    [InlineData("GET", "/v1/sites/shop/visitor", "DELETE")]
    [InlineData("PATCH", "/v1/sites/shop/shown", "POST")]
    [InlineData("DELETE", "/consent.js?site=shop", "GET")]
    public async Task A_wrong_method_names_the_right_one(string method, string path, string allowed)
    {
        using var response = await Client.SendAsync(new HttpMethod(method), path);
        Assert.Contains(allowed, response.Content.Headers.Allow);

        await Client.SendAsync(new HttpMethod(method), path).RefusedAsync(405, "method_not_allowed");
    }

    [Theory]
    [InlineData("/v1/sites/shop/notices/0")]
    [InlineData("/v1/sites/shop/notices/2")]
    [InlineData("/v1/sites/shop/notices/x")]
    [InlineData("/v1/sites/shop/notices/-1")]
    [InlineData("/v1/sites/shop/notices/99999999999")]
    [InlineData("/v1/sites/shop/notices/+1")]
    public Task An_unknown_version_gets_a_problem_that_lists_the_existing_ones(string path) => Client.GetAsync(path).RefusedAsync(404, "unknown_notice");

    [Theory]
    [InlineData("/v1/sites/shop/notice?lang=fr", "lang")]
    [InlineData("/v1/sites/shop/notice?lang=", "lang")]
    [InlineData("/v1/sites/shop/notice?lang=en&lang=de", "lang")]
    [InlineData("/v1/sites/shop/notices/1?lang=fr", "lang")]
    [InlineData("/v1/sites/shop/notices/1?region=XX", "region")]
    [InlineData("/v1/sites/shop/notices/1?region=*", "region")]
    [InlineData("/consent.js", "site")]
    [InlineData("/consent.js?site=shop&lang=fr", "lang")]
    public Task A_wrong_query_names_its_parameter(string path, string parameter) => Client.GetAsync(path).RefusedAsync(400, "invalid_query", parameter);

    [Fact]
    public Task Another_build_of_the_banner_is_unknown() => Client.GetAsync("/banner/0123456789abcdef/consenthub.js").RefusedAsync(404, "unknown_banner");

    [Fact]
    public async Task A_chunk_of_an_impossible_size_is_the_callers_error()
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, fixture.Hub.Address.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/sites/shop/consents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);

        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"bad_request\"", answer, StringComparison.Ordinal);
    }
}
