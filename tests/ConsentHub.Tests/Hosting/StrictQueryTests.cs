using ConsentHub.Http;
using ConsentHub.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Hosting;

/// <summary>Every call of the API refuses an unknown parameter and names it.</summary>
public sealed class StrictQueryTests(HubFixture fixture) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task Every_call_of_the_API_refuses_a_parameter_it_does_not_know()
    {
        using var client = fixture.Hub.KeyedClient();
        // The manifest of an export needs an entry in the log.
        await fixture.Hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        var calls = Calls().ToList();

        Assert.True(calls.Count > 25, $"Only {calls.Count} calls were found.");
        foreach (var (method, path) in calls)
        {
            using var response = await client.SendAsync(new HttpMethod(method), $"{path}?colour=red", ("Visitor-Id", Choice.NewVisitorId()));
            var body = await response.Content.ReadAsStringAsync();

            Assert.True((int)response.StatusCode == 400 && body.Contains("\"colour\"", StringComparison.Ordinal), $"{method} {path} answered {(int)response.StatusCode}: {body}");
        }
    }

    [Theory]
    [InlineData("/v1/sites/shop/consent?purpose=analytics")]
    [InlineData("/v1/sites/shop/notice?Lang=en")]
    [InlineData("/ledger/shop/checkpoint?_=1")]
    public Task The_problem_names_the_parameter(string path) =>
        fixture.Hub.Client.SendAsync(HttpMethod.Get, path, ("Visitor-Id", Choice.NewVisitorId()))
            .RefusedAsync(400, "invalid_query", path[(path.IndexOf('?', StringComparison.Ordinal) + 1)..path.IndexOf('=', StringComparison.Ordinal)]);

    [Theory]
    [InlineData("/consent.js?site=shop&ver=6.5")]
    [InlineData("/consent.js?site=shop&utm_source=mail&_=1")]
    [InlineData("/preferences/shop?utm_source=mail")]
    [InlineData("/?utm_source=mail")]
    public async Task Addresses_that_pages_embed_tolerate_unknown_parameters(string path)
    {
        using var response = await fixture.Hub.Client.GetAsync(path);

        Assert.Equal(200, (int)response.StatusCode);
    }

    private IEnumerable<(string Method, string Path)> Calls() =>
        from endpoint in fixture.Hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Text))))
        where StrictQuery.Covers(path)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where method != HttpMethods.Options
        select (method, path);

    private static string Text(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "site" } => "shop",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "path" } => "0/000.p/1",
        _ => "1",
    };
}
