using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ConsentHub.Tests.Support;

/// <summary>Reads refusals, and asserts what holds for every one of them.</summary>
internal static class Refusal
{
    /// <summary>The problem details of a response, which must have this status and code and name this field.</summary>
    public static async Task<JsonObject> RefusedAsync(this Task<HttpResponseMessage> pending, int status, string code, string? field = null)
    {
        using var response = await pending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"Expected {status}, got {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(status, (int?)problem["status"]);
        Assert.Equal(code, (string?)problem["code"]);
        Assert.All(new[] { "type", "title", "detail" }, member => Assert.NotEmpty((string)problem[member]!));
        if (field is not null)
        {
            var errors = problem["errors"]?.AsObject();
            Assert.True(errors?.ContainsKey(field) == true, $"The field {field} is not named: {text}");
            Assert.All(errors![field]!.AsArray(), message => Assert.NotEmpty((string)message!));
        }

        return problem;
    }

    /// <summary>Posts a body unchanged.</summary>
    public static Task<HttpResponseMessage> PostRawAsync(this HttpClient client, string path, byte[] body, string? contentType = "application/json", bool chunked = false)
    {
        HttpContent content = chunked ? new StreamContent(new UnsizedStream(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return client.PostAsync(path, content);
    }

    public static Task<HttpResponseMessage> PostRawAsync(this HttpClient client, string path, string body, string? contentType = "application/json") =>
        client.PostRawAsync(path, Encoding.UTF8.GetBytes(body), contentType);

    /// <summary>Sends a request with headers, which no client library checks.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        return client.SendAsync(request);
    }

    /// <summary>A stream of unknown length, so that it is sent in chunks.</summary>
    private sealed class UnsizedStream(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}
