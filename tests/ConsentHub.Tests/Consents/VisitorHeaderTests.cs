using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>The header that carries the visitor's secret is accepted only if it is exactly right.</summary>
public sealed class VisitorHeaderTests(HubFixture fixture) : IClassFixture<HubFixture>
{
    private static readonly (HttpMethod Method, string Path)[] Calls =
    [
        (HttpMethod.Get, "/v1/sites/shop/consent"),
        (HttpMethod.Get, "/v1/sites/shop/consent/history"),
        (HttpMethod.Get, "/v1/sites/shop/visitor/export"),
        (HttpMethod.Delete, "/v1/sites/shop/visitor"),
    ];

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA/")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA A")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("\"AAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA, AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v1AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Anything_but_22_canonical_characters_is_refused(string value)
    {
        foreach (var (method, path) in Calls)
            await fixture.Hub.Client.SendAsync(method, path, ("Visitor-Id", value)).RefusedAsync(400, "invalid_header", "Visitor-Id");
    }

    [Fact]
    public async Task A_missing_header_is_named()
    {
        foreach (var (method, path) in Calls)
            await fixture.Hub.Client.SendAsync(method, path).RefusedAsync(400, "invalid_header", "Visitor-Id");
    }

    [Fact]
    public async Task Two_headers_are_refused()
    {
        foreach (var (method, path) in Calls)
        {
            (string, string)[] two = [("Visitor-Id", Choice.NewVisitorId()), ("Visitor-Id", Choice.NewVisitorId())];
            await fixture.Hub.Client.SendAsync(method, path, two).RefusedAsync(400, "invalid_header", "Visitor-Id");
        }
    }

    [Fact]
    public async Task Responses_about_a_visitor_are_never_cached()
    {
        var visitor = Choice.NewVisitorId();
        await fixture.Hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);

        foreach (var (method, path) in Calls)
        {
            using var response = await fixture.Hub.Client.SendAsync(method, path, ("Visitor-Id", visitor));
            Assert.Equal(200, (int)response.StatusCode);
            Assert.True(response.Headers.CacheControl?.NoStore, $"{method} {path} may be cached.");
        }
    }
}
