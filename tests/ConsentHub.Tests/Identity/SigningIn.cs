using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.Identity;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Identity;

/// <summary>Signs people in, as a site's server and its pages do.</summary>
internal static class SigningIn
{
    public static SubjectTokens Tokens(this Hub hub) => hub.Services.GetRequiredService<SubjectTokens>();

    public static string TokenFor(this Hub hub, string account, string site = "shop") =>
        hub.Tokens().Issue(site, account, hub.Services.GetRequiredService<TimeProvider>().GetUtcNow(), TimeSpan.FromMinutes(10));

    public static Task<HttpResponseMessage> SendTokenAsync(this Hub hub, string? token, string visitorId, string site = "shop", string origin = "https://shop.example")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/sites/{site}/identity") { Content = JsonContent.Create(new JsonObject { ["token"] = token }) };
        request.Headers.Add("Visitor-Id", visitorId);
        request.Headers.Add("Origin", origin);
        return hub.Client.SendAsync(request);
    }

    /// <summary>Signs an account in at a browser, and returns the response.</summary>
    public static Task<JsonNode> SignInAsync(this Hub hub, string account, string visitorId) => hub.SendTokenAsync(hub.TokenFor(account), visitorId).JsonAsync();

    /// <summary>The optional categories that a choice allows; null for none at all.</summary>
    public static string? Allowed(this JsonNode signedIn) => signedIn["choice"] is not { } choice ? null
        : string.Join(' ', choice["choices"]!.AsObject().Where(c => (bool)c.Value! && c.Key != "auth").Select(c => c.Key).Order(StringComparer.Ordinal));
}
