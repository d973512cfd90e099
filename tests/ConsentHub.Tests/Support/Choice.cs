using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ConsentHub.Tests.Support;

/// <summary>Builds the body of a choice as the banner sends it; a test changes what it is about.</summary>
internal static class Choice
{
    /// <summary>A valid <c>reject_all</c> for the test site, notice 1.</summary>
    public static JsonObject Body(string? visitorId = null, params (string Key, JsonNode? Value)[] changes)
    {
        var body = new JsonObject
        {
            ["id"] = NewId(),
            ["visitorId"] = visitorId ?? NewVisitorId(),
            ["notice"] = 1,
            ["lang"] = "en",
            ["region"] = "ZZ",
            ["model"] = "opt_in",
            ["banner"] = "0123456789abcdef",
            ["action"] = "reject_all",
            ["source"] = "banner",
            ["choices"] = Choices(),
            ["gpc"] = false,
            ["elapsed"] = 0,
        };
        foreach (var (key, value) in changes)
        {
            if (value is null)
                body.Remove(key);
            else
                body[key] = value;
        }

        return body;
    }

    /// <summary>All four standard categories; <c>auth</c> and the named ones granted.</summary>
    public static JsonObject Choices(params string[] granted) => new(
        new[] { "auth", "preferences", "analytics", "marketing" }.Select(id => KeyValuePair.Create(id, (JsonNode?)(id == "auth" || granted.Contains(id)))));

    /// <summary>A <c>save</c> that grants the named categories.</summary>
    public static JsonObject Save(string visitorId, params string[] granted) =>
        Body(visitorId, ("action", "save"), ("choices", Choices(granted)));

    public static JsonObject AcceptAll(string? visitorId = null) =>
        Body(visitorId, ("action", "accept_all"), ("choices", Choices("preferences", "analytics", "marketing")));

    public static string NewId() => Guid.CreateVersion7().ToString();

    public static string NewVisitorId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, JsonObject body, string site = "shop") =>
        client.PostAsJsonAsync($"/v1/sites/{site}/consents", body);

    /// <summary>Requests an erasure until it is done, however long that takes, and returns what was erased.</summary>
    public static async Task<JsonNode> EraseAsync(this HttpClient client, string visitorId, string site = "shop")
    {
        while (true)
        {
            var (status, body) = await client.SendAsync(HttpMethod.Delete, $"/v1/sites/{site}/visitor", ("Visitor-Id", visitorId)).ResponseAsync();
            if (status != HttpStatusCode.Accepted)
            {
                Assert.Equal(HttpStatusCode.OK, status);
                return body;
            }
        }
    }

    /// <summary>Reads a response after checking its status.</summary>
    public static async Task<JsonNode> JsonAsync(this Task<HttpResponseMessage> pending, int status = 200)
    {
        using var response = await pending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"Expected {status}, got {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Reads a response with any status.</summary>
    public static async Task<(HttpStatusCode Status, JsonNode Body)> ResponseAsync(this Task<HttpResponseMessage> pending)
    {
        using var response = await pending;
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
