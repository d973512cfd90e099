using System.Text.Json.Nodes;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Hosting;

public sealed class OpenApiTests(HubFixture fixture) : IClassFixture<HubFixture>
{
    private static readonly string[] Undescribed = ["/health/live", "/demo/pixel.gif", "/openapi/v1.json"];

    [Fact]
    public async Task The_document_has_every_route_with_its_methods()
    {
        var paths = (await DocumentAsync())["paths"]!.AsObject();
        var described = paths.SelectMany(p => p.Value!.AsObject().Select(m => $"{m.Key.ToUpperInvariant()} {p.Key}"));

        Assert.Equal(Routes().Order(), described.Order());
    }

    [Fact]
    public async Task The_document_has_the_calls_of_the_contract()
    {
        var paths = (await DocumentAsync())["paths"]!.AsObject();
        foreach (var (method, path) in new[]
                 {
                     ("get", "/consent.js"), ("get", "/v1/sites/{site}/notice"), ("get", "/v1/sites/{site}/notices"), ("get", "/v1/sites/{site}/notices/{version}"),
                     ("post", "/v1/sites/{site}/consents"), ("get", "/v1/sites/{site}/consent"), ("get", "/v1/sites/{site}/consent/history"),
                     ("get", "/v1/sites/{site}/consents/{id}/receipt"), ("get", "/v1/sites/{site}/visitor/export"), ("delete", "/v1/sites/{site}/visitor"), ("delete", "/v1/sites/{site}/visitors/{visitor}"), ("post", "/v1/sites/{site}/shown"),
                     ("get", "/preferences/{site}"), ("post", "/preferences/{site}"), ("get", "/v1/sites/{site}/records"), ("get", "/v1/sites/{site}/records/export"), ("get", "/v1/sites/{site}/records/export/manifest"),
                     ("get", "/v1/sites/{site}/stats"), ("get", "/v1/admin/keys"), ("post", "/v1/admin/keys"), ("delete", "/v1/admin/keys/{id}"),
                     ("post", "/v1/sites/{site}/events"), ("get", "/v1/sites/{site}/duties"), ("post", "/v1/sites/{site}/duties/{id}/ack"), ("get", "/v1/sites/{site}/duties/{id}/statement"), ("get", "/v1/sites/{site}/promises"), ("get", "/v1/sites/{site}/decisions"), ("get", "/v1/admin/sites/{site}/webhooks"), ("put", "/v1/admin/sites/{site}/webhooks/{system}"), ("delete", "/v1/admin/sites/{site}/webhooks/{system}"), ("get", "/v1/admin/audit"), ("get", "/v1/admin/sites/{site}"), ("put", "/v1/admin/sites/{site}"), ("post", "/v1/admin/sites/{site}/publish"),
                     ("get", "/ledger/{site}/checkpoint"), ("get", "/ledger/{site}/tile/{path}"), ("get", "/ledger/{site}/key"), ("get", "/health/ready"),
                 })
            Assert.True(paths[path]?[method] is not null, $"{method} {path} is missing.");
    }

    [Fact]
    public async Task Every_described_call_names_its_refusals_as_problem_details()
    {
        var operations = (await DocumentAsync())["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => (Name: $"{m.Key} {p.Key}", Responses: m.Value!["responses"]!.AsObject())));
        foreach (var (name, responses) in operations)
        {
            foreach (var (status, response) in responses.Where(r => r.Key[0] == '4'))
                Assert.True(response!["content"]?["application/problem+json"] is not null, $"{name} answers {status} without problem details.");
        }
    }

    [Fact]
    public async Task The_visitors_secret_is_described_as_a_header()
    {
        var parameters = (await DocumentAsync())["paths"]!["/v1/sites/{site}/consent"]!["get"]!["parameters"]!.AsArray();

        var header = Assert.Single(parameters, p => (string?)p!["name"] == "Visitor-Id")!;
        Assert.Equal(("header", true), ((string?)header["in"], (bool?)header["required"]));
    }

    [Fact]
    public async Task The_document_is_made_once_and_names_no_host()
    {
        using var first = await fixture.Hub.Client.GetAsync("/openapi/v1.json");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { { "If-None-Match", first.Headers.ETag!.Tag }, { "Host", "elsewhere.example" } } };
        using var second = await fixture.Hub.Client.SendAsync(again);

        Assert.Equal(304, (int)second.StatusCode);
        Assert.Equal("..", (string?)Assert.Single((await DocumentAsync())["servers"]!.AsArray())!["url"]);
    }

    [Fact]
    public async Task Every_call_has_an_id_of_its_own_and_says_whether_it_takes_a_key()
    {
        var operations = (await DocumentAsync())["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => (Name: $"{m.Key} {p.Key}", Operation: m.Value!))).ToList();

        Assert.All(operations, o => Assert.Matches("^[a-z]+[A-Za-z]+$", (string?)o.Operation["operationId"]));
        Assert.Equal(operations.Count, operations.Select(o => (string?)o.Operation["operationId"]).Distinct().Count());
        // Only a call that checks a key can respond that the key is refused.
        Assert.All(operations, o => Assert.Equal(o.Operation["responses"]!["401"] is not null, o.Operation["security"]!.AsArray().Count > 0));
        Assert.Equal("""[{"ApiKey":[]}]""", operations.Single(o => (string?)o.Operation["operationId"] == "listKeys").Operation["security"]!.ToJsonString());
        Assert.Equal("""[{},{"ApiKey":[]}]""", operations.Single(o => (string?)o.Operation["operationId"] == "recordConsent").Operation["security"]!.ToJsonString());
    }

    [Fact]
    public async Task A_member_that_may_be_absent_is_not_required()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();
        string[] Required(string name) => [.. schemas[name]!["required"]!.AsArray().Select(m => (string)m!)];

        Assert.Equal(["id", "name", "role", "createdAt"], Required("ApiKey"));
        Assert.Equal(["duties"], Required("DutyPage"));
        Assert.Equal(["id", "class", "reason", "at"], Required("Hold"));
        Assert.DoesNotContain("siteFilesWaiting", Required("Readiness"));
        foreach (var (name, schema) in schemas)
        {
            var nullable = (schema!["properties"]?.AsObject() ?? []).Where(p => p.Value!.ToJsonString().Contains("\"null\"", StringComparison.Ordinal)).Select(p => p.Key);
            Assert.Empty(nullable.Intersect((schema["required"]?.AsArray() ?? []).Select(m => $"{m}")).Select(m => $"{name}.{m}"));
        }
    }

    [Fact]
    public async Task The_committed_document_is_the_one_that_is_served()
    {
        var served = await fixture.Hub.Client.GetStringAsync("/openapi/v1.json");
        var committed = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(TestSite.Folder)!, "docs", "openapi.json"));

        Assert.True(
            committed.TrimEnd('\n') == served,
            "docs/openapi.json is not what the hub serves. Look at the difference, then: curl -s http://localhost:5080/openapi/v1.json -o docs/openapi.json");
    }

    private Task<JsonNode> DocumentAsync() => fixture.Hub.Client.GetAsync("/openapi/v1.json").JsonAsync();

    private IEnumerable<string> Routes() =>
        from endpoint in fixture.Hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        let path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("{**", "{", StringComparison.Ordinal)
        where !Undescribed.Contains(path)
        select $"{method} {path}";
}
